import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { useBrowser, visit } from './support/browser';
import { asked, cells, choose, part, select, settled } from './support/screen';
import { JINING, SHANDONG } from './support/scopes';

useBrowser();

const curve = (page: Page) => part(page, /^流行曲线/);
const map = (page: Page) => part(page, '地区分布');

/** The middle of what is painted in the map's darkest colour: the area with most. */
async function darkest(picture: Locator): Promise<{ x: number; y: number }> {
  return picture.evaluate((box) => {
    const canvas = box.querySelector('canvas');
    const pen = canvas?.getContext('2d');
    if (!canvas || !pen) throw new Error('the map is not drawn');
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const light = (at: number) => (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
    const found = new Map<number, number[]>();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] !== 255) continue;
      const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
      const list = found.get(colour) ?? [];
      list.push(at);
      found.set(colour, list);
    }
    // Letters are dark too; a plain area of one colour is far larger than they are.
    const areas = [...found.values()].filter((list) => list.length > 2000);
    const most = areas.reduce((a, b) => (light(a[0] ?? 0) <= light(b[0] ?? 0) ? a : b));
    const xs = most.map((at) => (at / 4) % canvas.width).sort((a, b) => a - b);
    const ys = most.map((at) => Math.floor(at / 4 / canvas.width)).sort((a, b) => a - b);
    const scale = canvas.width / canvas.clientWidth;
    return { x: (xs[xs.length >> 1] ?? 0) / scale, y: (ys[ys.length >> 1] ?? 0) / scale };
  });
}

test('Shandong’s first wave: the tile, the curve and the map agree', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  const tile = page.getByRole('button', { name: /^新型冠状病毒感染/, pressed: true });
  expect(await tile.innerText()).toMatch(/774/);

  await choose(curve(page), '表格');
  const rows = await cells(curve(page).getByRole('table'));
  const day = rows.find(([when]) => when === '2020年2月20日');
  expect(day?.[1]).toBe('202');
  expect(day?.at(-1)).toContain('是');
  const total = rows.slice(1).reduce((sum, row) => sum + Number(row[1]), 0);
  expect(total).toBe(774);

  await choose(map(page), '表格');
  const places = await cells(map(page).getByRole('table'));
  expect(places.find(([place]) => place === '济宁市')?.[1]).toBe('260');
});

test('Jining’s 201 cases of 20 February stand in its curve with a signal', async () => {
  const page = await visit(`/situation?${JINING}`, { as: 'shandong' });
  await settled(page);
  await curve(page).getByRole('img', { name: /^流行曲线/ }).waitFor();
  await choose(curve(page), '表格');
  const rows = await cells(curve(page).getByRole('table'));
  expect(rows[0]).toEqual(['时段', '观察值', '期望值', '阈值', '预警信号']);
  const day = rows.find(([when]) => when === '2020年2月20日');
  expect(day?.slice(1)).toEqual(['201', '1.57', '5.08', '▼ 是']);

  const signal = part(page, '最新信号').getByRole('link', { name: /2020年2月20日.*济宁市/ }).first();
  await signal.click();
  await page.getByRole('heading', { level: 1, name: '新型冠状病毒感染 · 济宁市' }).waitFor();
});

test('another detector changes the threshold, and none takes it away', async () => {
  const page = await visit(`/situation?${JINING}`, { as: 'shandong' });
  await settled(page);
  await select(curve(page), '检测方法', 'EARS C1');
  await choose(curve(page), '表格');
  await expect.poll(async () => (await cells(curve(page).getByRole('table'))).find(([when]) => when === '2020年2月20日')?.[3]).not.toBe('5.08');
  expect(asked(page).detector).toBe('ears_c1');
  await select(curve(page), '检测方法', '不叠加检测方法');
  await expect.poll(async () => (await cells(curve(page).getByRole('table')))[0]).toEqual(['时段', '观察值']);
});

test('a click on the map goes into the area, the crumbs lead back', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  const picture = map(page).getByRole('img', { name: '下级地区的计数与率' });
  await expect
    .poll(async () => {
      await picture.click({ position: await darkest(picture) });
      return asked(page).area;
    })
    .toBe('370800');
  await page.getByRole('heading', { level: 1, name: '济宁市疫情概况' }).waitFor();

  const crumbs = page.getByRole('navigation', { name: '返回上级地区' });
  await crumbs.getByRole('button', { name: '山东省' }).click();
  await page.getByRole('heading', { level: 1, name: '山东省疫情概况' }).waitFor();
  await crumbs.getByRole('button', { name: '中国' }).click();
  await page.getByRole('heading', { level: 1, name: '中国疫情概况' }).waitFor();
  expect(asked(page).area).toBe('100000');
});

test('the keyboard alone goes from the country to a city', async () => {
  const page = await visit(`/situation?${SHANDONG.replace('370000', '100000')}`, { as: 'data' });
  await settled(page);
  const modes = map(page).getByRole('group', { name: '显示方式' });
  await modes.getByRole('radio', { name: '图形' }).focus();
  await page.keyboard.press('ArrowRight');
  const table = map(page).getByRole('table');
  await table.getByRole('button', { name: '山东省' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '山东省疫情概况' }).waitFor();
  await table.getByRole('button', { name: '济宁市' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '济宁市疫情概况' }).waitFor();
  expect(asked(page).area).toBe('370800');
});

test('the map can be read as a rate', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'shandong' });
  await settled(page);
  await choose(map(page), '每10万');
  await expect.poll(() => asked(page).metric).toBe('rate');
  await choose(map(page), '表格');
  const rows = await cells(map(page).getByRole('table'));
  expect(rows.find(([place]) => place === '济宁市')?.[2]).toBe('3.11');
});

test('a named view sets area, dates and disease at once', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  await select(page, '视图', '山西省布鲁氏菌病（2004–2019年）');
  await page.getByRole('heading', { level: 1, name: '山西省疫情概况' }).waitFor();
  expect(asked(page)).toMatchObject({ area: '140000', from: '2004-01-01', to: '2019-12-31', stream: 'notifiable_cases', condition: 'brucella' });
  await part(page, '流行曲线 · 布鲁氏菌病').waitFor();
});

test('a tile chooses the disease that map and curve are about', async () => {
  const page = await visit(`/situation?${new URLSearchParams({ area: '140000', from: '2018-01-01', to: '2018-12-31', stream: 'notifiable_cases', condition: 'brucella', stratum: 'all' })}`, {
    as: 'shanxi',
  });
  await settled(page);
  const tile = part(page, '各病种计数').getByRole('button', { pressed: false }).first();
  const name = (await tile.innerText()).split('\n')[0]?.trim() ?? '';
  await tile.click();
  await part(page, `流行曲线 · ${name}`).waitFor();
  expect(asked(page).condition).not.toBe('brucella');
});

test('days without data are said to be empty, with what to do', async () => {
  const page = await visit(`/situation?${SHANDONG.replaceAll('2020-', '1999-')}`, { as: 'shandong' });
  await page.getByText('所选范围没有报告数据').waitFor();
  await page.getByText('所选地区和日期内没有信号').waitFor();
});
