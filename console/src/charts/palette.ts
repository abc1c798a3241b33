import { useTheme, type ThemeName } from '~/shell/theme';

/** Letters inside pictures; a canvas does not inherit the page's. */
export const CHART_FONT = '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** Colours of marks; the same hue means the same thing in both themes. */
export interface Palette {
  text: string;
  muted: string;
  axis: string;
  grid: string;
  surface: string;
  observed: string;
  expected: string;
  bound: string;
  alarm: string;
  focus: string;
  empty: string;
  emptyHatch: string;
  border: string;
  /** Zero, then five classes from few to many. */
  classes: string[];
  /** Lines of compared regions. */
  lines: string[];
}

const LIGHT: Palette = {
  text: '#1d2630',
  muted: '#5b6773',
  axis: '#c5ccd3',
  grid: '#e9edf0',
  surface: '#ffffff',
  observed: '#7fa9bb',
  expected: '#33424f',
  bound: '#b06f00',
  alarm: '#b3261e',
  focus: '#1d2630',
  empty: '#eceff1',
  emptyHatch: '#c3cad0',
  border: '#ffffff',
  classes: ['#f5f8f9', '#d3e4ea', '#a6c8d4', '#6fa5b7', '#3a7e95', '#155a70'],
  lines: ['#17607a', '#b06f00', '#6b4c9a', '#3f7d4a', '#a3445c', '#5b6773'],
};

const DARK: Palette = {
  text: '#e3e8ec',
  muted: '#9aa7b3',
  axis: '#475460',
  grid: '#2a343d',
  surface: '#171e25',
  observed: '#4d8299',
  expected: '#c8d1d9',
  bound: '#e0a64a',
  alarm: '#f2766c',
  focus: '#ffffff',
  empty: '#232c34',
  emptyHatch: '#44515d',
  border: '#171e25',
  classes: ['#202a32', '#1f4351', '#22596d', '#2f7891', '#57a0b8', '#9bd0e1'],
  lines: ['#63b0c9', '#e0a64a', '#b39ddb', '#7fc08c', '#e58aa0', '#9aa7b3'],
};

export const paletteOf = (theme: ThemeName): Palette => (theme === 'dark' ? DARK : LIGHT);

export const usePalette = (): Palette => paletteOf(useTheme().theme);
