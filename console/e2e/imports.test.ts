import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { useBrowser, visit } from './support/browser';
import { HEADERS, STREAM, type Blank, blankMonths, countsFile, csv, gb18030, scopeOf } from './support/files';
import { cells, choose, part, settled } from './support/screen';
import { Client } from './support/server';

useBrowser();

/** Each test reports for a city of its own, so that none meets another's counts. */
const CITY = {
  good: { code: '140200', name: '大同市' },
  bad: { code: '140300', name: '阳泉市' },
  corrected: { code: '140400', name: '长治市' },
  live: { code: '140500', name: '晋城市' },
  again: { code: '140600', name: '朔州市' },
} as const;

/** A name no earlier run has used. */
const named = (word: string) => `${word}-${Date.now().toString(36)}.csv`;

async function send(page: Page, name: string, content: string | Uint8Array) {
  const buffer = Buffer.from(content as Uint8Array);
  await page.getByLabel(/将文件拖到此处/).setInputFiles({ name, mimeType: 'text/csv', buffer });
}

const list = (page: Page) => part(page, '导入记录');
const rejected = (page: Page) => part(page, '不合格的行');

/** Opens a finished import from the list. */
async function open(page: Page, name: string) {
  await list(page).getByRole('row', { name }).getByText('已完成').waitFor();
  await list(page).getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** What became of the rows, as the page of an import says. */
async function outcome(page: Page): Promise<Record<string, string>> {
  const region = part(page, '导入结果');
  const terms = await region.getByRole('term').allInnerTexts();
  const values = await region.getByRole('definition').allInnerTexts();
  return Object.fromEntries(terms.map((term, index) => [term.trim(), values[index]?.trim() ?? '']));
}

const counted = async (page: Page) => (await cells(part(page, '原始计数').getByRole('table'))).slice(1).map((row) => row[3]);

const blank = async (place: Blank['place'], count: number) => blankMonths(await Client.signIn('data'), place, count);

test('a good file becomes counts; the same file again changes nothing', async () => {
  const what = await blank(CITY.good, 3);
  const file = countsFile(what, [4, 0, 7]);
  const page = await visit('/imports', { as: 'data' });
  const name = named('good');
  await send(page, name, file);
  await open(page, name);
  await expect.poll(() => outcome(page)).toMatchObject({ 读取: '3', 新增: '3', 更正: '0', 不合格: '0' });
  await rejected(page).getByText('没有待处理的行').waitFor();

  await page.goto(`/explore?${scopeOf(what)}`);
  await expect.poll(() => counted(page)).toEqual(['7', '0', '4']);

  await page.goto('/imports');
  const again = named('again');
  await send(page, again, file);
  await open(page, again);
  await expect.poll(() => outcome(page)).toMatchObject({ 读取: '3', 新增: '0', 未变: '3' });
});

test('a bad file: good rows are in, bad ones are told, corrected and stored', async () => {
  const what = await blank(CITY.bad, 3);
  const [first = '', second = '', third = ''] = what.months;
  const row = (place: string, month: string, count: number | string) => [STREAM, what.condition.name, place, month, count];
  const file = csv([HEADERS, row('阳泉市', first, 5), row('阳权市', second, 6), row('阳泉市', third, -3)]);
  const page = await visit('/imports', { as: 'data' });
  const name = named('bad');
  // Spreadsheets in China save GB18030 and do not say so.
  await send(page, name, gb18030(file));
  await open(page, name);
  await page.getByText(/编码 GB18030/).waitFor();
  await expect.poll(() => outcome(page)).toMatchObject({ 读取: '3', 新增: '1', 不合格: '2' });

  const table = rejected(page).getByRole('table');
  const [headings = [], region = [], negative = []] = await cells(table);
  const told = (cellsOf: string[]) => Object.fromEntries(headings.map((heading, index) => [heading, cellsOf[index]]));
  expect(told(region)).toMatchObject({ 行号: '3', 列: '地区', 原值: '阳权市', 建议: '阳泉市', 规则: 'unknown_region' });
  expect(told(region)['问题']).toContain('阳权市');
  expect(told(negative)).toMatchObject({ 行号: '4', 列: '例数', 原值: '-3', 规则: 'count_negative' });

  // The suggestion stands in the field already: correcting is one button.
  const save = page.getByRole('button', { name: '保存并重新入库' });
  await table.getByRole('row', { name: '阳权市' }).getByRole('button', { name: '更正' }).click();
  expect(await page.getByLabel('地区', { exact: true }).inputValue()).toBe('阳泉市');
  await save.click();
  await page.getByText('重新入库 1 行，仍不合格 0 行。').waitFor();
  await expect.poll(() => table.getByRole('rowheader').allInnerTexts()).toEqual(['4']);

  // A correction that is wrong too says so and keeps the row.
  await table.getByRole('row', { name: '-3' }).getByRole('button', { name: '更正' }).click();
  await page.getByLabel('例数', { exact: true }).fill('2.5');
  await save.click();
  await page.getByText(/^仍不合格：/).waitFor();
  await page.getByLabel('例数', { exact: true }).fill('3');
  await save.click();
  await rejected(page).getByText('没有待处理的行').waitFor();

  await choose(rejected(page), '已入库');
  await expect.poll(() => rejected(page).getByRole('table').getByRole('rowheader').allInnerTexts()).toEqual(['3', '4']);
  await page.goto(`/explore?${scopeOf(what)}`);
  await expect.poll(() => counted(page)).toEqual(['3', '6', '5']);
});

test('rejected rows are saved as a file and tried again together', async () => {
  const what = await blank(CITY.again, 1);
  const [month = ''] = what.months;
  const row = (place: string) => [STREAM, what.condition.name, place, month, 8];
  const page = await visit('/imports', { as: 'data' });
  const name = named('repair');
  await send(page, name, csv([HEADERS, row('朔洲市'), row('没有这样的地方')]));
  await open(page, name);
  await expect.poll(() => outcome(page)).toMatchObject({ 读取: '2', 不合格: '2' });

  const [download] = await Promise.all([page.waitForEvent('download'), rejected(page).getByRole('button', { name: 'rejected.csv' }).click()]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);

  await rejected(page).getByRole('button', { name: '全部重新入库' }).click();
  await page.getByText('重新入库 0 行，仍不合格 2 行。').waitFor();
});

test('a corrected count replaces the first and keeps it in its history', async () => {
  const what = await blank(CITY.corrected, 1);
  const page = await visit('/imports', { as: 'data' });
  const names = [named('first'), named('second')] as const;
  for (const [index, value] of [7, 9].entries()) {
    await page.goto('/imports');
    await send(page, names[index] ?? '', countsFile(what, [value]));
    await open(page, names[index] ?? '');
    await expect.poll(() => outcome(page)).toMatchObject(index === 0 ? { 新增: '1', 更正: '0' } : { 新增: '0', 更正: '1' });
  }
  await page.goto(`/explore?${scopeOf(what)}`);
  const counts = part(page, '原始计数');
  await counts.getByText('更正 1 次').waitFor();
  await counts.getByRole('button', { name: '9', exact: true }).click();
  const history = page.getByRole('dialog', { name: '历次更正' });
  await history.getByRole('table').waitFor();
  const said = (await cells(history.getByRole('table'))).slice(1);
  expect(said).toHaveLength(2);
  const inForce = said.find((row) => row[4] === '现行值');
  expect(inForce?.[0]).toBe('9');
  expect(inForce?.[2]).toBe(names[1]);
  const replaced = said.find((row) => row[0] === '7');
  expect(replaced?.[2]).toBe(names[0]);
  expect(replaced?.[3]).toBe('2');
  expect(replaced?.[4]).toMatch(/被替换$/);
});

test('another open page follows an import and shows its counts without a reload', async () => {
  const what = await blank(CITY.live, 2);
  const watcher = await visit('/imports', { as: 'data' });
  await settled(watcher);
  const reader = await watcher.context().newPage();
  await reader.goto(`/explore?${scopeOf(what)}`);
  await part(reader, '原始计数').getByText('所选范围没有计数').waitFor();

  const page = await visit('/imports', { as: 'data' });
  const name = named('live');
  // Many lines that say the same make the import long enough to be watched.
  const [headings = '', ...lines] = countsFile(what, [11, 12]).trimEnd().split('\r\n');
  await send(page, name, `${[headings, ...Array.from({ length: 200_000 }, () => lines).flat()].join('\r\n')}\r\n`);

  const row = list(watcher).getByRole('row', { name });
  await row.getByRole('progressbar').waitFor();
  await row.getByText('已完成').waitFor();
  await expect.poll(() => counted(reader)).toEqual(['12', '11']);
});

test('a file that is no counts file is refused with what to do', async () => {
  const page = await visit('/imports', { as: 'data' });
  await settled(page);
  const name = named('letter');
  await send(page, name, '尊敬的同事：\r\n附件请查收。\r\n');
  const told = page.getByRole('listitem').filter({ hasText: name });
  const row = list(page).getByRole('row', { name });
  await told.or(row).first().waitFor();
  await expect.poll(async () => (await told.count()) > 0 || (await row.innerText()).includes('失败')).toBe(true);
});
