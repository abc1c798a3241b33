import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Language } from '.';

export function useLanguage(): Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'zh';
}

interface Named {
  name_zh: string;
  name_en: string;
}

/** Chooses between the two texts the API gives; falls back to the other when one is missing. */
export function useBilingual() {
  const language = useLanguage();
  return useMemo(() => {
    const pick = (zh?: string | null, en?: string | null) => (language === 'zh' ? zh || en : en || zh) ?? '';
    const name = (named?: Named | null) => pick(named?.name_zh, named?.name_en);
    return { pick, name };
  }, [language]);
}
