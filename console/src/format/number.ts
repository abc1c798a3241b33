import type { Language } from '~/i18n';

const LOCALE: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };

export const localeOf = (language: Language) => LOCALE[language];

export function formatInteger(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: 0 }).format(value);
}

/** Expected values, bounds and scores: three significant digits below 100, whole numbers above. */
export function formatEstimate(value: number, language: Language): string {
  const options = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(LOCALE[language], options).format(value);
}

/** A rate per 100,000: two decimals, more where two would print zero for something that is not. */
export function formatRate(value: number, language: Language): string {
  if (value !== 0 && Math.abs(value) < 0.005) return formatEstimate(value, language);
  return new Intl.NumberFormat(LOCALE[language], { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
}

/** A probability: never rounded down to zero. */
export function formatProbability(value: number, language: Language): string {
  if (value < 0.0001) return `< ${formatEstimate(0.0001, language)}`;
  return new Intl.NumberFormat(LOCALE[language], { maximumSignificantDigits: 2 }).format(value);
}

export function formatShare(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { style: 'percent', maximumFractionDigits: 0 }).format(value);
}

export function formatBytes(value: number, language: Language): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: unit === 0 ? 0 : 1 }).format(size)} ${units[unit]}`;
}
