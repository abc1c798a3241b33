import { useTranslation } from 'react-i18next';

import { ProblemError } from '~/api/problem';

export interface ProblemText {
  title: string;
  detail?: string;
  requestId?: string;
}

/** Says a problem in the chosen language where its code is known, else in the server's words, with the server's detail beside it. */
export function useProblemText(): (error: unknown) => ProblemText {
  const { t, i18n } = useTranslation('common');
  return (error) => {
    if (!(error instanceof ProblemError)) return { title: t('problem.unexpected') };
    const { code, title, detail, request_id } = error.problem;
    const key = `problem.${code}`;
    const isKnown = i18n.exists(key, { ns: 'common' });
    return {
      title: isKnown ? t(key as 'problem.unexpected') : title || t('problem.unexpected'),
      detail: detail || undefined,
      requestId: request_id ?? undefined,
    };
  };
}
