import { expect, test } from 'vitest';

import { useBrowser, visit } from './support/browser';
import { navigation, settled } from './support/screen';
import { SHANDONG } from './support/scopes';

useBrowser();

test('a viewer is not offered imports, exports or detection', async () => {
  const page = await visit(`/explore?${SHANDONG}`, { as: 'viewer' });
  await settled(page);
  expect(await navigation(page)).toEqual(['态势', '探索', '信号']);
  expect(await page.getByRole('button', { name: /^导出/ }).count()).toBe(0);
  expect(await page.getByRole('button', { name: '将图形保存为 PNG' }).count()).toBe(0);
  await page.getByRole('link', { name: '信号' }).first().click();
  await page.getByRole('heading', { level: 1, name: '预警信号' }).waitFor();
  await settled(page);
  expect(await page.getByRole('button', { name: '运行检测' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: /^导出/ }).count()).toBe(0);
});

test('a viewer who types the address of imports is told who can help', async () => {
  const page = await visit('/imports', { as: 'viewer' });
  await page.getByText('没有权限').waitFor();
  await page.getByText(/请联系本单位的系统管理员/).waitFor();
  expect(await page.getByRole('table').count()).toBe(0);
});

test('an epidemiologist reads imports but does not make them', async () => {
  const page = await visit('/imports', { as: 'shandong' });
  await settled(page);
  // Those of the demonstration were made for the whole country, which no province holds.
  await page.getByText('导入由数据管理人员完成，完成后会显示在这里。').waitFor();
  expect(await page.getByText('将文件拖到此处').count()).toBe(0);
});

test('the system administrator sees no counts', async () => {
  const page = await visit('about:blank', { as: 'system' });
  const told: string[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/api\/(counts|signals|imports|streams)/.test(pathname) && response.ok()) told.push(pathname);
  });
  for (const path of ['/situation', '/explore', '/signals', '/imports']) {
    await page.goto(`${path}?${SHANDONG}`);
    await page.getByText('没有权限').waitFor();
    expect(await page.getByRole('main').innerText()).not.toMatch(/\d/);
  }
  expect(await navigation(page)).toEqual(['账号', '角色']);
  expect(told).toEqual([]);
  for (const path of ['/api/counts/series', '/api/counts/rows', '/api/counts/map', '/api/counts/export']) {
    const answer = await page.request.get(`${path}?${SHANDONG.replace('area', 'region')}`);
    expect(answer.status(), path).toBe(403);
  }
});
