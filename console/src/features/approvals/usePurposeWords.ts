import { useTranslation } from 'react-i18next';

/** Says a purpose in words; one the console does not know stays as it is. */
export function usePurposeWords(): (purpose: string) => string {
  const { t, i18n } = useTranslation('people');
  return (purpose) => (i18n.exists(`purpose.${purpose}`, { ns: 'people' }) ? t(`purpose.${purpose}` as 'purpose.treatment') : purpose);
}
