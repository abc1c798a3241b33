import { ConfigProvider, theme as antd } from 'antd';
import { type ReactNode, useEffect, useMemo, useState } from 'react';

import { antdLocale } from '~/i18n';
import { useLanguage } from '~/i18n/language';

import { ThemeContext, type ThemeName, initialTheme, rememberTheme } from './theme';

const FONTS = '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

const TOKENS: Record<ThemeName, Record<string, string>> = {
  light: {
    colorPrimary: '#17607a',
    colorLink: '#17607a',
    colorInfo: '#17607a',
    colorError: '#b3261e',
    colorWarning: '#9a6100',
    colorSuccess: '#2c6e49',
    colorBgLayout: '#f4f6f7',
    colorBorder: '#c9d0d6',
    colorBorderSecondary: '#e3e7ea',
    colorText: '#1d2630',
    colorTextSecondary: '#4d5964',
    colorTextTertiary: '#5b6773',
    colorTextPlaceholder: '#6b7681',
    controlItemBgActive: '#e6f0f3',
    controlItemBgActiveHover: '#d9e8ed',
    controlItemBgHover: '#f1f4f5',
  },
  dark: {
    colorPrimary: '#63b0c9',
    colorLink: '#63b0c9',
    colorInfo: '#63b0c9',
    colorError: '#f2766c',
    colorWarning: '#e0a64a',
    colorSuccess: '#7fc08c',
    colorBgBase: '#171e25',
    colorBgLayout: '#10161b',
    colorBgContainer: '#171e25',
    colorBgElevated: '#1f2830',
    colorBorder: '#3c4854',
    colorBorderSecondary: '#2a343d',
    colorText: '#e3e8ec',
    colorTextSecondary: '#b4bec7',
    colorTextTertiary: '#9aa7b3',
    colorTextPlaceholder: '#8b98a4',
    controlItemBgActive: '#1b3440',
    controlItemBgActiveHover: '#20404e',
    controlItemBgHover: '#26303a',
  },
};

const FLAT = { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' };

/** Language and theme of everything inside. */
export function Appearance({ children }: { children: ReactNode }) {
  const language = useLanguage();
  const [theme, setTheme] = useState(initialTheme);
  // Components that wait for the end of a movement must know that there is none.
  const [motion] = useState(() => !window.matchMedia('(prefers-reduced-motion: reduce)').matches);

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  const state = useMemo(
    () => ({
      theme,
      setTheme: (next: ThemeName) => {
        rememberTheme(next);
        setTheme(next);
      },
    }),
    [theme],
  );

  return (
    <ThemeContext value={state}>
      <ConfigProvider
        locale={antdLocale(language)}
        button={{ autoInsertSpace: false }}
        theme={{
          algorithm: theme === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
          token: {
            ...TOKENS[theme],
            fontFamily: FONTS,
            fontSize: 14,
            borderRadius: 4,
            controlHeight: 32,
            motion,
            motionDurationMid: '0.12s',
            motionDurationSlow: '0.16s',
            boxShadow: '0 4px 16px rgb(0 0 0 / 12%)',
            boxShadowSecondary: '0 4px 16px rgb(0 0 0 / 12%)',
          },
          components: {
            Button: { ...FLAT, primaryColor: theme === 'dark' ? '#0b1418' : '#ffffff' },
            // Tables stand in drawers as they stand on pages, on the same ground.
            Drawer: { colorBgElevated: theme === 'dark' ? '#171e25' : '#ffffff' },
          },
        }}
      >
        {children}
      </ConfigProvider>
    </ThemeContext>
  );
}
