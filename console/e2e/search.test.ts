import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { useBrowser, visit } from './support/browser';
import { asked, settled } from './support/screen';
import { SHANDONG } from './support/scopes';

useBrowser();

async function search(page: Page, text: string) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /搜索地区、病种/ }).waitFor();
  await page.keyboard.type(text);
}

const hits = (page: Page) => page.getByRole('listbox', { name: '搜索结果' });

test('the initials xzs lead to 忻州市 by the keyboard alone', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  await search(page, 'xzs');
  await expect.poll(() => hits(page).getByRole('option', { selected: true }).innerText()).toContain('忻州市');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '忻州市疫情概况' }).waitFor();
  expect(asked(page)).toMatchObject({ area: '140900', from: '2020-01-20', to: '2020-03-31' });
});

test('the arrow keys move through the results and Escape closes', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  await search(page, 'xz');
  await hits(page).getByRole('option').nth(1).waitFor();
  await page.keyboard.press('ArrowDown');
  expect(await hits(page).getByRole('option').nth(1).getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  expect(await hits(page).getByRole('option').last().getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Escape');
  await hits(page).waitFor({ state: 'hidden' });
  expect(asked(page).area).toBe('370000');
});

test('a disease is found by its pinyin and opens in Explore', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  await search(page, 'bulujun');
  await hits(page).getByRole('option', { name: /布鲁氏菌病/ }).first().click();
  await page.getByRole('heading', { level: 2, name: '布鲁氏菌病 · 山东省' }).waitFor();
  expect(asked(page)).toMatchObject({ condition: 'brucella', stream: 'notifiable_cases' });
});

test('a code, a page and an English name are found too', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  for (const [text, found] of [
    ['371500', /聊城市/],
    ['导入', /导入/],
    ['measles', /麻疹/],
    ['刘家', /刘家/],
  ] as const) {
    await search(page, text);
    await hits(page).getByRole('option', { name: found }).first().waitFor();
    await page.keyboard.press('Escape');
    await hits(page).waitFor({ state: 'hidden' });
  }
});

test('what nobody has named is said not to be found', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  await search(page, 'qqqqqq');
  await page.getByText('没有找到“qqqqqq”').waitFor();
});

test('the slash key opens the search, but not while typing elsewhere', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  await page.keyboard.press('/');
  await page.getByRole('dialog', { name: '全局搜索' }).waitFor();
  await page.keyboard.type('a/b');
  expect(await page.getByRole('combobox', { name: /搜索地区、病种/ }).inputValue()).toBe('a/b');
});
