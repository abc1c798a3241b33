import type { Locale } from 'antd/es/locale';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

import type { resources as texts } from './zh';

/** The languages the console is complete in; the first is the default. */
export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'yufang.language';
const LOAD = { zh: () => import('./zh'), en: () => import('./en') };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof texts;
  }
}

const antdLocales: Partial<Record<Language, Locale>> = {};

/** The component library's own texts in a language that was loaded. */
export const antdLocale = (language: Language) => antdLocales[language];

function preferred(): Language {
  const stored = localStorage.getItem(STORED);
  return LANGUAGES.find((language) => language === stored) ?? 'zh';
}

/** Loads the texts of a language once and makes it the document's. */
async function load(language: Language) {
  if (!i18next.hasResourceBundle(language, 'common')) {
    const { antd, resources } = await LOAD[language]();
    antdLocales[language] = antd;
    for (const [capability, texts] of Object.entries(resources)) i18next.addResourceBundle(language, capability, texts);
  }
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

export async function startI18n() {
  const language = preferred();
  await i18next.use(initReactI18next).init({
    lng: language,
    ns: [],
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    resources: {},
    partialBundledLanguages: true,
    react: { useSuspense: false },
  });
  await load(language);
}

export async function changeLanguage(language: Language) {
  await load(language);
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
}
