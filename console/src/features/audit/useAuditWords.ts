import { useTranslation } from 'react-i18next';

type Kind = 'action' | 'purpose' | 'subject' | 'role' | 'outcome' | 'detail';

/** Dotted names of all texts below a part of the texts. */
export const codesOf = (texts: object, above = ''): string[] =>
  Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [above + key] : codesOf(text as object, `${above}${key}.`)));

/** Says the trail's codes in words, and names the codes there are words for; a code without words stays as it is. */
export function useAuditWords() {
  const { t, i18n } = useTranslation('audit');
  const known = (kind: Kind) => {
    const texts = i18n.getResourceBundle(i18n.language, 'audit') as Record<Kind, object>;
    return codesOf(texts[kind]);
  };
  const word = (kind: Kind, code: string): string => {
    if (!code) return '–';
    const key = `${kind}.${code}`;
    return i18n.exists(key, { ns: 'audit' }) ? t(key as 'title') : code;
  };
  return { word, known };
}
