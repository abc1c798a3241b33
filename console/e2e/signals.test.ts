import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { useBrowser, visit } from './support/browser';
import { parseCsv } from './support/files';
import { asked, cells, numberOf, part, select, settled } from './support/screen';
import { JINING, SHANDONG } from './support/scopes';

useBrowser();

const list = (page: Page) => part(page, '信号列表');
const rows = async (page: Page) => (await cells(list(page).getByRole('table'))).slice(1);

/** Where each column stands. */
async function at(page: Page, heading: string): Promise<number> {
  return (await cells(list(page).getByRole('table')))[0]?.indexOf(heading) ?? -1;
}

const column = async (page: Page, heading: string) => {
  const index = await at(page, heading);
  return (await rows(page)).map((row) => row[index] ?? '');
};

/** Every monthly disease of Shandong over two years: more signals than a page holds. */
const YEARS = new URLSearchParams({
  area: '370000',
  from: '2015-01-01',
  to: '2019-12-31',
  stream: 'notifiable_cases',
  condition: 'hfmd',
  stratum: 'all',
}).toString();

test('Jining’s signals are listed, its jump on the day it was announced', async () => {
  const page = await visit(`/signals?${JINING}`, { as: 'shandong' });
  await settled(page);
  const all = await rows(page);
  const [day, observed] = [await at(page, '时段'), await at(page, '观察值')];
  expect(all.some((row) => row[day] === '2020年2月20日' && row[observed] === '201')).toBe(true);
  expect(new Set(await column(page, '地区'))).toEqual(new Set(['济宁市']));
});

test('the list is narrowed to a detector and a disease, and says when nothing is left', async () => {
  const page = await visit(`/signals?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  await select(page, '按检测方法筛选', 'EARS C2');
  await expect.poll(async () => [...new Set(await column(page, '检测方法'))]).toEqual(['EARS C2']);
  expect(asked(page).only_detector).toBe('ears_c2');
  await select(page, '按病种筛选', '新型冠状病毒感染');
  await expect.poll(async () => [...new Set(await column(page, '病种'))]).toEqual(['新型冠状病毒感染']);
  await page.reload();
  await settled(page);
  expect(new Set(await column(page, '检测方法'))).toEqual(new Set(['EARS C2']));

  await select(page, '按病种筛选', '麻疹');
  await list(page).getByText('所选范围内没有信号').waitFor();
});

test('the list is sorted by the size of the excess', async () => {
  const page = await visit(`/signals?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  await list(page).getByRole('button', { name: '超出程度' }).click();
  await expect.poll(() => asked(page).sort).toBe('-score');
  await expect.poll(async () => numberOf((await column(page, '超出程度'))[0] ?? '')).toBeGreaterThan(50);
  const scores = (await column(page, '超出程度')).map(numberOf).filter((score) => score !== null);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
});

test('more signals are loaded below those shown', async () => {
  const page = await visit(`/signals?${YEARS}`, { as: 'shandong' });
  await settled(page);
  await list(page).getByText('已显示 50 条').waitFor();
  await list(page).getByRole('button', { name: '加载更多' }).click();
  await list(page).getByText('已显示 100 条').waitFor();
  const addresses = await list(page).getByRole('rowheader').getByRole('link').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
  expect(new Set(addresses).size).toBe(100);
});

test('a signal tells what was seen, what was expected, by which method and where that is published', async () => {
  const page = await visit(`/signals?${JINING}&only_detector=ears_c2`, { as: 'shandong' });
  await settled(page);
  await list(page).getByRole('link', { name: '2020年2月20日' }).click();
  await page.getByRole('heading', { level: 1, name: '新型冠状病毒感染 · 济宁市' }).waitFor();
  await settled(page);
  const fact = async (name: string) =>
    (await page.getByRole('main').getByRole('term').filter({ hasText: name }).first().locator('xpath=following-sibling::*[1]').innerText()).trim();
  expect(await fact('观察值')).toBe('201 例');
  expect(await fact('期望值')).toBe('1.57');
  expect(await fact('阈值')).toBe('5.08');
  expect(await fact('p 值')).toBe('< 0.0001');
  await page.getByText('超过阈值').first().waitFor();

  const method = part(page, 'EARS C2');
  await method.getByText(/7天均值/).waitFor();
  await method.getByText(/Hutwagner/).waitFor();
  await method.getByText('baseline').waitFor();
  await part(page, '信号前后的序列').getByRole('img', { name: /竖线为 2020年2月20日/ }).waitFor();
  await part(page, '同病种相近日期的信号').getByRole('table').waitFor();

  await page.getByRole('button', { name: '在探索中查看' }).click();
  await page.getByRole('heading', { level: 1, name: '探索' }).waitFor();
  expect(asked(page)).toMatchObject({ area: '370800', condition: 'covid19', detector: 'ears_c2' });
});

test('the signals are saved as CSV', async () => {
  const page = await visit(`/signals?${JINING}`, { as: 'shandong' });
  await settled(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出 CSV' }).click()]);
  const [headers, ...saved] = parseCsv(await readFile(await download.path(), 'utf8')).filter(([first]) => !first?.startsWith('#'));
  expect(saved).toHaveLength((await rows(page)).length);
  const observed = headers?.findIndex((header) => header.endsWith('observed')) ?? -1;
  expect(saved.map((row) => Number(row[observed])).sort((a, b) => a - b)).toEqual((await column(page, '观察值')).map(Number).sort((a, b) => a - b));
});

test('detection is run, followed to its end, and told on every open page', async () => {
  const page = await visit(`/signals?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  const other = await page.context().newPage();
  await other.goto(`/signals?${SHANDONG}`);
  await settled(other);

  await page.getByRole('button', { name: '运行检测' }).click();
  const dialog = page.getByRole('dialog', { name: '运行检测' });
  await dialog.getByText(/将对山东省及其下级地区 2020年1月20日至2020年3月31日 的计数运行检测/).waitFor();
  await dialog.getByRole('button', { name: '开始运行' }).click();
  await dialog.getByRole('progressbar', { name: '检测进度' }).waitFor();
  await dialog.getByText(/^检测结束，共发现 \d+ 个信号。$/).waitFor();
  const progress = await dialog.getByText(/^已检测/).innerText();
  const [done, total] = [...progress.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  expect(done).toBe(total);
  expect(total).toBeGreaterThan(10);
  await dialog.getByRole('button', { name: '关闭' }).last().click();

  const ended = new RegExp(`${total} 条序列，.*由 shandong 发起`);
  await page.getByText(ended).waitFor();
  await other.getByText(ended).waitFor();
});
