/** One Chromium for the tests of a file, and a fresh profile for each test. */
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';

import { type Account, CSRF, PASSWORD, SERVER } from './server';

const EXECUTABLE = process.env.YUFANG_CHROMIUM ?? '/usr/bin/chromium';

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESK = { width: 1440, height: 900 };
export const LAPTOP = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

export type Language = 'zh' | 'en';
export type Theme = 'light' | 'dark';

export interface Wish {
  /** Signed in before the page opens; nobody when absent. */
  as?: Account;
  language?: Language;
  theme?: Theme;
  size?: { width: number; height: number };
  /** A phone: touch instead of a mouse. */
  touch?: boolean;
  /** Asks pages not to move, as some people's systems do. */
  calm?: boolean;
}

const WAIT_MS = 30_000;

let browser: Browser | undefined;
const open: BrowserContext[] = [];
const faults: string[] = [];

/** Call once at the top of a test file. */
export function useBrowser() {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: SWITCHES });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((context) => context.close()));
    const found = faults.splice(0);
    if (found.length > 0) throw new Error(`the page failed:\n${found.join('\n')}`);
  });
  afterAll(async () => {
    await browser?.close();
  });
}

/** A profile that shares nothing with others. */
export async function visitor({ as, language = 'zh', theme = 'light', size = DESK, touch = false, calm = false }: Wish = {}): Promise<BrowserContext> {
  if (!browser) throw new Error('call useBrowser() at the top of the file');
  const options: BrowserContextOptions = {
    baseURL: SERVER,
    viewport: size,
    hasTouch: touch,
    isMobile: touch,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    colorScheme: theme,
    reducedMotion: calm ? 'reduce' : 'no-preference',
  };
  const context = await browser.newContext(options);
  open.push(context);
  context.setDefaultTimeout(WAIT_MS);
  await context.addInitScript(
    ([key, value]) => {
      if (location.protocol === 'about:') return;
      if (localStorage.getItem(key) === null) localStorage.setItem(key, value);
    },
    ['yufang.language', language] as const,
  );
  // An exception nobody caught is a failure of the console whatever else the test looks at.
  context.on('weberror', (error) => faults.push(String(error.error().stack ?? error.error())));
  if (as) await signIn(context, as);
  return context;
}

export async function signIn(context: BrowserContext, username: string, password: string = PASSWORD) {
  const answer = await context.request.post('/api/session', { headers: CSRF, data: { username, password } });
  if (!answer.ok()) throw new Error(`${username} cannot sign in: ${answer.status()} ${await answer.text()}`);
}

/** A page of a fresh profile at an address. */
export async function visit(path: string, wish: Wish = {}): Promise<Page> {
  const page = await (await visitor(wish)).newPage();
  await page.goto(path);
  return page;
}
