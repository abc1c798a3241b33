import { useTranslation } from 'react-i18next';

import { ProblemError } from '~/api/problem';

/** The codes the console has its own words for; others show what the server says. */
const KNOWN = [
  'unreachable',
  'not_signed_in',
  'wrong_credentials',
  'locked_out',
  'forbidden',
  'not_found',
  'csrf',
  'invalid',
  'conflict',
  'password_change_required',
  'database_unavailable',
  'unexpected',
  'internal',
] as const;

type Known = (typeof KNOWN)[number];

export interface ProblemText {
  title: string;
  detail?: string;
  requestId?: string;
}

/** Says a problem in the chosen language, with the server's detail beside it. */
export function useProblemText(): (error: unknown) => ProblemText {
  const { t } = useTranslation('common');
  return (error) => {
    if (!(error instanceof ProblemError)) return { title: t('problem.unexpected') };
    const { code, title, detail, request_id } = error.problem;
    const known = KNOWN.find((item): item is Known => item === code);
    return {
      title: known ? t(`problem.${known}`) : title || t('problem.unexpected'),
      detail: detail || undefined,
      requestId: request_id ?? undefined,
    };
  };
}
