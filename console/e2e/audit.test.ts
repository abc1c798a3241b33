/** The audit administrator: searches the trail, looks at entries, takes them away. */
import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { useBrowser, visit } from './support/browser';
import { parseCsv } from './support/files';
import { asked, cells, part, select, settled } from './support/screen';
import { Client } from './support/server';

useBrowser();

const list = (page: Page) => part(page, '审计条目');
const column = async (page: Page, title: string) => {
  const [head, ...rows] = await cells(list(page).getByRole('table'));
  const at = head?.indexOf(title) ?? -1;
  return rows.map((row) => row[at]);
};

test('the trail says who did what, and opening it is in it', async () => {
  await (await Client.signIn('viewer')).get('/api/session');
  const page = await visit('/audit', { as: 'audit' });
  await settled(page);
  await page.getByLabel('操作人（账号）').fill('viewer');
  await page.getByRole('button', { name: '查询' }).click();
  await expect.poll(async () => new Set(await column(page, '操作人'))).toEqual(new Set(['viewer']));
  expect(asked(page).account).toBe('viewer');
  await page.getByRole('button', { name: '清除' }).click();
  await expect.poll(() => asked(page).account).toBeUndefined();
  await settled(page);
  await select(page.getByRole('search'), '行为', '查询审计日志');
  await expect.poll(async () => new Set(await column(page, '操作人'))).toEqual(new Set(['audit']));
});

test('an entry leads to all entries of its actor', async () => {
  const page = await visit('/audit?action=session.signed_in', { as: 'audit' });
  await settled(page);
  await list(page).getByRole('rowheader').first().getByRole('button').click();
  const entry = page.getByRole('dialog');
  await entry.getByText('摘要（SM3）').waitFor();
  await entry.getByRole('button', { name: '此人的全部条目' }).click();
  await expect.poll(() => asked(page).account).toMatch(/^[0-9a-f-]{36}$/);
});

test('nothing matches a day before there was anything', async () => {
  const page = await visit('/audit?until=2000-01-01', { as: 'audit' });
  await list(page).getByText('没有符合条件的条目').waitFor();
});

test('the trail is loaded further as it is scrolled', async () => {
  const client = await Client.signIn('audit');
  for (let index = 0; index < 120; index += 1) await client.get('/api/audit', { limit: 1 });
  const page = await visit('/audit', { as: 'audit' });
  await settled(page);
  await list(page).getByText('已显示 100 条').waitFor();
  await list(page).getByRole('group', { name: '审计条目' }).evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect.poll(async () => (await column(page, '序号')).length).toBeGreaterThan(100);
});

test('what is shown is taken away as a file, which is itself put on record', async () => {
  const page = await visit('/audit?action=session.signed_out', { as: 'audit' });
  await settled(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出 CSV' }).click()]);
  const rows = parseCsv(await readFile(await download.path(), 'utf8')).filter(([first]) => !first?.startsWith('#'));
  expect(rows[0]?.some((title) => title.includes('action'))).toBe(true);
  const exported = await visit('/audit?action=audit.exported', { as: 'audit' });
  await settled(exported);
  expect((await column(exported, '操作人'))[0]).toBe('audit');
});
