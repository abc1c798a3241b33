/** What somebody could see, and who could see a record: the security administrator's two questions. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { useBrowser, visit } from './support/browser';
import { newcomer } from './support/newcomer';
import { VILLAGE, register, somebody } from './support/people';
import { asked, cells, part, select, settled } from './support/screen';

useBrowser();

const what = (page: Page) => part(page, '这个人能看到什么？');
const who = (page: Page) => part(page, '谁能看到这条记录？');

/** Asks what an account could see. */
async function explain(page: Page, username: string) {
  await what(page).getByRole('combobox', { name: '账号' }).fill(username);
  await page.getByTitle(`(${username})`).click();
}

test('a doctor of one township sees it alone, in plain words', async () => {
  const doctor = await newcomer({ role: 'township_doctor', region: '140902001' });
  const page = await visit('/roles', { as: 'security' });
  await settled(page);
  await explain(page, doctor.username);
  await what(page).getByRole('heading', { name: '乡镇医生 · 秀容街道' }).waitFor();
  const text = await what(page).innerText();
  expect(text).toContain('本辖区');
  expect(text).not.toContain('township_doctor');
  expect(asked(page).account).toBe(doctor.id);
});

test('an account without a post sees nothing', async () => {
  const { id } = await newcomer();
  const page = await visit(`/roles?account=${id}`, { as: 'security' });
  await what(page).getByText('没有岗位，什么也看不到。').waitFor();
});

test('a record is seen by those whose posts reach it, and by no administrator', async () => {
  const doctor = await newcomer({ role: 'township_doctor', region: '140902001' });
  const other = await newcomer({ role: 'township_doctor', region: '140902002' });
  const person = somebody();
  const id = await register(person, { region: VILLAGE });
  const page = await visit('/roles', { as: 'security' });
  await settled(page);
  await select(who(page), '记录类型', '居民');
  await who(page).getByRole('textbox', { name: '记录编号' }).fill(id);
  await who(page).getByRole('button', { name: '查询' }).click();
  const table = who(page).getByRole('table');
  await table.waitFor();
  const onlookers = (await cells(table)).slice(1).map(([account]) => /\(([^)]+)\)/.exec(account ?? '')?.[1]);
  expect(onlookers).toEqual(expect.arrayContaining([doctor.username, 'township', 'county']));
  for (const account of [other.username, 'system', 'security', 'audit', 'commander', 'viewer', 'liaocheng']) expect(onlookers).not.toContain(account);
  // The answer is about accounts; of the person it says nothing.
  expect(await page.getByRole('main').innerText()).not.toContain(person.name);
});

test('asking is itself on the audit trail', async () => {
  const { id } = await newcomer();
  await settled(await visit(`/roles?account=${id}`, { as: 'security' }));
  const trail = await visit(`/audit?subject_id=${id}&account=security`, { as: 'audit' });
  await settled(trail);
  await part(trail, '审计条目').getByRole('table').getByText('security').first().waitFor();
});

test('the system administrator sees the roles and neither question', async () => {
  const page = await visit('/roles', { as: 'system' });
  await settled(page);
  await part(page, '角色与权限').getByRole('table').waitFor();
  expect(await page.getByRole('combobox').count()).toBe(0);
});
