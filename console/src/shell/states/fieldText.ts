import { useTranslation } from 'react-i18next';

import { ProblemError } from '~/api/problem';
import type { Problem } from '~/api/problem';

type Broken = NonNullable<Problem['errors']>[number];

/** What the server found wrong with one field. */
export function brokenField(error: unknown, field: string): Broken | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  return error.problem.errors?.find((item) => item.field === field);
}

/** Says what is wrong with a field: in the chosen language where the rule is known, else in the server's words. */
export function useFieldText(): (error: unknown, field: string) => string | undefined {
  const { t, i18n } = useTranslation('common');
  return (error, field) => {
    const broken = brokenField(error, field);
    if (!broken) return undefined;
    const key = `rule.${broken.rule}`;
    return i18n.exists(key, { ns: 'common' }) ? t(key as 'rule.reason_too_short') : broken.message;
  };
}
