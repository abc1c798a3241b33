import { createContext, useContext } from 'react';

export type ThemeName = 'light' | 'dark';

const STORED = 'yufang.theme';

/** The theme chosen here before, or the one the system asks for. */
export function initialTheme(): ThemeName {
  const stored = localStorage.getItem(STORED);
  if (stored === 'light' || stored === 'dark') return stored;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function rememberTheme(theme: ThemeName) {
  localStorage.setItem(STORED, theme);
}

interface ThemeState {
  theme: ThemeName;
  setTheme: (theme: ThemeName) => void;
}

export const ThemeContext = createContext<ThemeState>({ theme: 'light', setTheme: () => undefined });

export const useTheme = () => useContext(ThemeContext);
