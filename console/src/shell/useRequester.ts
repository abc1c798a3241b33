import { useTranslation } from 'react-i18next';

/** Who asked for a job: an account's name, or in words what is not an account. */
export function useRequester(): (requestedBy: string) => string {
  const { t } = useTranslation('shell');
  return (requestedBy) => {
    if (requestedBy === 'counts') return t('requester.counts');
    if (requestedBy === 'command line') return t('requester.command_line');
    return requestedBy;
  };
}
