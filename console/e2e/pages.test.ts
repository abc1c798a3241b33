/** Every page and panel in both languages and both themes: accessibility, language, and pictures for the documentation. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import type { components } from '../src/api/schema';

import { violations } from './support/axe';
import { type Language, PHONE, type Theme, useBrowser, visit } from './support/browser';
import { picture } from './support/pictures';
import { register, registerTwice, somebody } from './support/people';
import { part, settled } from './support/screen';
import { JINING, JINING_DAY, SHANDONG } from './support/scopes';
import { type Account, Client } from './support/server';

type Schemas = components['schemas'];

useBrowser();

const LANGUAGES: Language[] = ['zh', 'en'];
const THEMES: Theme[] = ['light', 'dark'];

/** The dotted names of all texts of the console. */
const KEYS = keysOf();

function keysOf(): string[] {
  const folder = join(import.meta.dirname, '../src/i18n/zh');
  const walk = (texts: object, above: string): string[] =>
    Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [above + key] : walk(text as object, `${above}${key}.`)));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => walk(JSON.parse(readFileSync(join(folder, name), 'utf8')) as object, ''))
    .filter((key) => key.includes('.'));
}

/** The signal of Jining's jump, and the first import with a row to correct. */
async function examples(): Promise<{ signal: string; rejected: string }> {
  const client = await Client.signIn('data');
  const signals = await client.get<Schemas['Page_SignalView']>('/api/signals', {
    region: '370800',
    from: JINING_DAY,
    to: JINING_DAY,
    detector: 'ears_c2',
  });
  const imports = await client.get<Schemas['Page_ImportView']>('/api/imports', { limit: 500 });
  const published = imports.items.find(({ file_name }) => file_name === 'covid2020_shanxi_shandong_city_daily.csv');
  return { signal: signals.items[0]?.id ?? '', rejected: published?.id ?? '' };
}

/** Chinese left over in the English console, apart from what is Chinese on purpose: the product, the language, and people's names. */
async function chineseWords(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText();
  return text
    .split('\n')
    .map((line) => line.replace('预防', '').replace('中文', '').replace(/[\u4e00-\u9fff·]+\*+/g, ''))
    .filter((line) => /[\u4e00-\u9fff]/.test(line));
}

/** Names of texts that stand on the page in place of the texts. */
async function bareKeys(page: Page): Promise<string[]> {
  const words = new Set((await page.locator('body').innerText()).split(/\s+/));
  return KEYS.filter((key) => words.has(key));
}

describe.each(LANGUAGES)('%s', (language) => {
  describe.each(THEMES)('%s', (theme) => {
    const look = { language, theme } as const;
    const word = (zh: string, en: string) => (language === 'zh' ? zh : en);

    /** What must hold of everything shown. */
    async function check(page: Page, name: string, { typed = false } = {}) {
      expect(await violations(page), name).toEqual([]);
      // What colleagues typed stays in the language they typed it in.
      if (language === 'en' && !typed) expect(await chineseWords(page), name).toEqual([]);
      expect(await bareKeys(page), name).toEqual([]);
      if (theme === 'light') await picture(page, `${name}-${language}`);
    }

    test('sign-in', async () => {
      const page = await visit('/', look);
      await page.getByRole('button', { name: 'xinzhou' }).waitFor();
      await check(page, 'sign-in');
    });

    test('situation', async () => {
      const page = await visit(`/situation?${SHANDONG}`, { ...look, as: 'data' });
      await settled(page);
      await check(page, 'situation');
    });

    test('explore', async () => {
      const page = await visit(`/explore?${SHANDONG}&detector=ears_c2&compare=370100,370200,370800,371500`, { ...look, as: 'data' });
      await settled(page);
      await check(page, 'explore');
    });

    test('signals', async () => {
      const page = await visit(`/signals?${SHANDONG}`, { ...look, as: 'data' });
      await settled(page);
      await check(page, 'signals');
    });

    test('signal', async () => {
      const { signal } = await examples();
      const page = await visit(`/signals/${signal}?${JINING}`, { ...look, as: 'data' });
      await settled(page);
      await check(page, 'signal');
    });

    test('imports', async () => {
      const page = await visit(`/imports?${SHANDONG}`, { ...look, as: 'data' });
      await settled(page);
      await check(page, 'imports');
    });

    test('import', async () => {
      const { rejected } = await examples();
      const page = await visit(`/imports/${rejected}?${SHANDONG}`, { ...look, as: 'data' });
      await settled(page);
      await page.getByRole('button', { name: word('更正', 'Correct'), exact: true }).first().click();
      await page.getByRole('button', { name: word('保存并重新入库', 'Save and store') }).waitFor();
      await check(page, 'import');
    });

    test.each<[string, Account, string, boolean?]>([
      ['people', 'township', '/people'],
      ['matches', 'township', '/people?view=matches'],
      ['emergency', 'commander', '/approvals?state=all', true],
      ['agency', 'commander', '/approvals?view=agency&state=all', true],
      ['exports', 'security', '/approvals?view=exports&state=all', true],
      ['rights', 'data', '/approvals?view=rights&state=all', true],
      ['accounts', 'system', '/accounts', true],
      ['clients', 'security', '/accounts?view=clients', true],
      ['roles', 'security', '/roles'],
      ['audit', 'audit', '/audit'],
      ['me', 'viewer', '/me'],
    ])('%s', async (name, as, path, typed) => {
      const page = await visit(path, { ...look, as });
      await settled(page);
      await check(page, name, { typed });
    });

    test('person, forms and the comparison of two records', async () => {
      const id = await register(somebody());
      const page = await visit(`/people/${id}`, { ...look, as: 'township' });
      await settled(page);
      await check(page, 'person');
      await page.getByRole('button', { name: word('显示身份信息', 'Show identifiers') }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violations(page), 'purpose').toEqual([]);
      await page.goto('/people');
      await settled(page);
      await page.getByRole('button', { name: word('登记居民', 'Register a resident') }).click();
      await page.getByRole('dialog').waitFor();
      await check(page, 'register');
      await page.goto(`/people/matches/${(await registerTwice(somebody())).match}`);
      await settled(page);
      await check(page, 'match');
    });

    test('panels', async () => {
      const page = await visit(`/situation?${SHANDONG}`, { ...look, as: 'data' });
      await settled(page);
      const panels = [
        ['area', /^(选择地区|Choose an area)/],
        ['dates', /^(选择日期范围|Choose dates)/],
        ['account', /^(账号|Account)/],
      ] as const;
      for (const [name, button] of panels) {
        await page.getByRole('button', { name: button }).click();
        const inside = { area: page.getByRole('treeitem').nth(2), dates: page.getByRole('button', { name: '2020', exact: true }), account: page.getByRole('radio', { name: 'English' }) };
        await inside[name].waitFor();
        expect(await violations(page), name).toEqual([]);
        await page.keyboard.press('Escape');
        await inside[name].waitFor({ state: 'hidden' });
      }
      await page.keyboard.press('Control+k');
      await page.keyboard.type('xz');
      await page.getByRole('option').nth(2).waitFor();
      await check(page, 'search');
    });

    test('tables in place of pictures, run dialog and history', async () => {
      const page = await visit(`/situation?${SHANDONG}`, { ...look, as: 'data' });
      await settled(page);
      for (const group of await page.getByRole('radio', { name: word('表格', 'Table') }).all()) await group.locator('xpath=..').click();
      expect(await violations(page), 'tables').toEqual([]);
      await page.goto(`/signals?${SHANDONG}`);
      await page.getByRole('button', { name: word('运行检测', 'Run detection') }).click();
      await page.getByRole('button', { name: word('开始运行', 'Start') }).waitFor();
      expect(await violations(page), 'run').toEqual([]);
      await page.goto(`/explore?${JINING}`);
      await part(page, word('原始计数', 'Counts behind the chart')).getByRole('button', { name: '201' }).click();
      await page.getByRole('dialog').getByRole('table').waitFor();
      await check(page, 'history');
    });

    test('refusals', async () => {
      const page = await visit('/imports', { ...look, as: 'viewer' });
      await page.getByText(word('没有权限', 'Not permitted')).waitFor();
      await check(page, 'forbidden');
      await page.goto('/no-such-page');
      await page.getByText(word('没有这个页面', 'There is no such page')).waitFor();
      expect(await violations(page), 'not found').toEqual([]);
      await page.route('**/api/signals?*', (route) => route.abort());
      await page.goto(`/signals?${SHANDONG}`);
      await page.getByRole('alert').waitFor();
      expect(await violations(page), 'failed').toEqual([]);
    });
  });
});

describe('phone', () => {
  const places: [string, Account, string][] = [
    ...(['situation', 'explore', 'signals', 'imports'] as const).map((name): [string, Account, string] => [name, 'data', `/${name}?${SHANDONG}`]),
    ['people', 'township', '/people'],
    ['approvals', 'commander', '/approvals'],
    ['accounts', 'system', '/accounts'],
    ['roles', 'security', '/roles'],
    ['audit', 'audit', '/audit'],
  ];
  test.each(places)('%s', async (name, as, path) => {
    const page = await visit(path, { as, size: PHONE, touch: true });
    await settled(page);
    expect(await violations(page)).toEqual([]);
    await picture(page, `phone-${name}-zh`);
  });
});
