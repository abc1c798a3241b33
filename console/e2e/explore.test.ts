import { readFile } from 'node:fs/promises';

import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';

import type { components } from '../src/api/schema';

import { useBrowser, visit } from './support/browser';
import { parseCsv } from './support/files';
import { asked, cells, choose, numberOf, part, select, settled } from './support/screen';
import { JINING, SHANDONG } from './support/scopes';
import { Client } from './support/server';

type SeriesView = components['schemas']['SeriesView'];

useBrowser();

const series = (page: Page) => part(page, /· (济宁市|山东省)$/);
const counts = (page: Page) => part(page, '原始计数');

/** What the API is asked when a page asks it. */
const question = (scope: string) => {
  const { area, ...rest } = Object.fromEntries(new URLSearchParams(scope));
  return { region: area ?? '', ...rest };
};

async function saved(page: Page, button: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Days shown in the first column of the counts, newest or oldest first. */
const column = async (page: Page, index: number) => (await cells(counts(page).getByRole('table'))).slice(1).map((row) => row[index] ?? '');

test('the table behind the chart says what the API says, by every period', async () => {
  const client = await Client.signIn('shandong');
  const page = await visit(`/explore?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  await choose(series(page), '表格');
  for (const [period, word, first] of [
    ['day', '日', '2020年3月31日'],
    ['week', '周', '2020年第14周'],
    ['month', '月', '2020年3月'],
    ['year', '年', '2020年'],
  ] as const) {
    await choose(page.getByRole('group', { name: '时间单位' }), word);
    await expect.poll(async () => (await cells(series(page).getByRole('table')))[1]?.[0]).toBe(first);
    const { points } = await client.get<SeriesView>('/api/counts/series', { ...question(SHANDONG), period });
    const shown = (await cells(series(page).getByRole('table'))).slice(1).map((row) => numberOf(row[1] ?? ''));
    expect(shown).toEqual(points.map(({ value }) => value ?? null).reverse());
  }
  await choose(page.getByRole('group', { name: '时间单位' }), '月');
  await expect.poll(() => asked(page).period).toBe('month');
});

test('detectors are laid over the curve and told in the table', async () => {
  const client = await Client.signIn('shandong');
  const page = await visit(`/explore?${JINING}`, { as: 'shandong' });
  await settled(page);
  await select(series(page), '检测方法', 'EARS C1');
  await select(series(page), '检测方法', 'EARS C2');
  await expect.poll(() => asked(page).detector).toBe('ears_c1,ears_c2');
  await page.keyboard.press('Escape');
  await choose(series(page), '表格');
  await expect.poll(async () => (await cells(series(page).getByRole('table')))[0]?.length).toBe(8);
  const day = (await cells(series(page).getByRole('table'))).find(([when]) => when === '2020年2月20日') ?? [];
  const { detections } = await client.get<SeriesView>('/api/counts/series', { ...question(JINING), detector: 'ears_c1,ears_c2' });
  const points = detections.map((detection) => detection.points.find((point) => point.day === '2020-02-20'));
  expect(points.map((point) => point?.alarm)).toEqual([true, true]);
  expect(day[1]).toBe('201');
  points.forEach((point, index) => {
    expect(numberOf(day[2 + 3 * index] ?? '')).toBeCloseTo(point?.expected ?? NaN, 1);
    expect(numberOf(day[3 + 3 * index] ?? '')).toBeCloseTo(point?.bound ?? NaN, 1);
    expect(day[4 + 3 * index]).toContain('是');
  });
});

test('a detector does not judge sums of its own periods, and that is said', async () => {
  const page = await visit(`/explore?${JINING}&detector=ears_c2&period=week`, { as: 'shandong' });
  await series(page).getByText(/检测方法只在数据本身的时间单位上运行/).waitFor();
});

test('imported cases are counted apart', async () => {
  const client = await Client.signIn('shandong');
  const scope = SHANDONG.replace('stratum=all', 'stratum=imported');
  const page = await visit(`/explore?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  await select(page, '分层', '境外输入');
  await expect.poll(() => asked(page).stratum).toBe('imported');
  await choose(series(page), '表格');
  const { points } = await client.get<SeriesView>('/api/counts/series', question(scope));
  await expect
    .poll(async () => (await cells(series(page).getByRole('table'))).slice(1).map((row) => numberOf(row[1] ?? '')))
    .toEqual(points.map(({ value }) => value ?? null).reverse());
});

test('the counts are sorted by the server, by day or by count', async () => {
  const page = await visit(`/explore?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  const table = counts(page).getByRole('table');
  expect((await column(page, 0))[0]).toBe('2020年3月31日');

  await table.getByRole('button', { name: '例数' }).click();
  await expect.poll(async () => (await column(page, 3)).slice(0, 2)).toEqual(['202', '201']);
  const most = (await column(page, 3)).map(Number);
  expect(most).toEqual([...most].sort((a, b) => b - a));
  expect(asked(page).sort).toBe('-value');
  expect(await table.getByRole('columnheader', { name: '例数' }).getAttribute('aria-sort')).toBe('descending');

  await table.getByRole('button', { name: '时段' }).click();
  await expect.poll(() => asked(page).sort).toBeUndefined();
  await table.getByRole('button', { name: '时段' }).click();
  await expect.poll(async () => (await column(page, 0))[0]).toMatch(/^2020年1月2\d日$/);
});

test('more rows are loaded below those shown, none twice', async () => {
  const page = await visit(`/explore?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  await counts(page).getByText('已显示 100 条').waitFor();
  await counts(page).getByRole('button', { name: '加载更多' }).click();
  await counts(page).getByText('已显示 200 条').waitFor();
  const rows = (await cells(counts(page).getByRole('table'))).slice(1).map((row) => row.slice(0, 3).join(' '));
  expect(rows).toHaveLength(200);
  expect(new Set(rows).size).toBe(200);
});

test('the counts are saved as CSV with their filter and source', async () => {
  const page = await visit(`/explore?${JINING}`, { as: 'shandong' });
  await settled(page);
  const { name, bytes } = await saved(page, page.getByRole('button', { name: '导出 CSV' }));
  expect(name).toMatch(/^counts-covid19_confirmed-covid19.*\.csv$/);
  expect([...bytes.subarray(0, 3)], 'spreadsheets need the mark to read Chinese').toEqual([0xef, 0xbb, 0xbf]);
  const text = bytes.toString('utf8');
  expect(text).toContain('地区 region: 370800 济宁市');
  expect(text).toContain('2020-02-01 – 2020-02-29');
  expect(text).toMatch(/来源 source: \S+/);
  const [headers, ...rows] = parseCsv(text).filter(([first]) => !first?.startsWith('#'));
  const at = (header: string) => headers?.indexOf(header) ?? -1;
  expect(rows).toHaveLength(29);
  expect(rows.find((row) => row[at('date')] === '2020-02-20')?.[at('count')]).toBe('201');

  const shown = (await column(page, 3)).map(Number).reduce((sum, value) => sum + value, 0);
  expect(rows.reduce((sum, row) => sum + Number(row[at('count')]), 0)).toBe(shown);
});

test('the counts are saved as a workbook', async () => {
  const page = await visit(`/explore?${JINING}`, { as: 'shandong' });
  await settled(page);
  const { name, bytes } = await saved(page, page.getByRole('button', { name: '导出 XLSX' }));
  expect(name).toMatch(/\.xlsx$/);
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  expect(bytes.toString('latin1')).toContain('xl/workbook.xml');
  expect(bytes.length).toBeGreaterThan(3000);
});

test('the chart is saved as a picture', async () => {
  const page = await visit(`/explore?${JINING}`, { as: 'shandong' });
  await settled(page);
  const { name, bytes } = await saved(page, page.getByRole('button', { name: '将图形保存为 PNG' }));
  expect(name).toBe('新型冠状病毒感染 · 济宁市.png');
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  expect(width).toBeGreaterThan(1500);
  expect(height).toBeGreaterThan(600);
  expect(bytes.length).toBeGreaterThan(20_000);
});

test('areas are compared side by side on one scale', async () => {
  const page = await visit(`/explore?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  const compare = part(page, '地区比较');
  await select(compare, '选择要比较的地区', '济宁市');
  await select(compare, '选择要比较的地区', '青岛市');
  await compare.getByRole('img', { name: '济宁市的流行曲线' }).waitFor();
  await compare.getByRole('img', { name: '青岛市的流行曲线' }).waitFor();
  expect(asked(page).compare).toBe('370800,370200');
});
