/** Three administrators apart: one makes accounts, one grants posts, one reads the trail. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import type { components } from '../src/api/schema';

import { useBrowser, visit } from './support/browser';
import { newcomer } from './support/newcomer';
import { asked, navigation, part, select, settled } from './support/screen';
import { Client } from './support/server';

type Schemas = components['schemas'];

useBrowser();

const fresh = (word: string) => `${word}-${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;

const drawer = (page: Page) => page.getByRole('dialog').first();

test('each role is offered the pages of its work and no others', async () => {
  const offered = {
    county: ['态势', '探索', '信号'],
    township: ['态势', '探索', '信号'],
    system: ['账号', '角色'],
    security: ['账号', '角色'],
    audit: ['审计'],
  } as const;
  for (const [account, pages] of Object.entries(offered)) {
    const page = await visit('/', { as: account as keyof typeof offered });
    await settled(page);
    expect(await navigation(page), account).toEqual(expect.arrayContaining([...pages]));
    for (const foreign of ['账号', '角色', '审计', '态势'].filter((name) => !(pages as readonly string[]).includes(name))) {
      expect(await navigation(page), account).not.toContain(foreign);
    }
  }
});

test('an administrator begins where the work is', async () => {
  const system = await visit('/', { as: 'system' });
  await system.getByRole('heading', { level: 1, name: '账号与岗位' }).waitFor();
  const audit = await visit('/', { as: 'audit' });
  await audit.getByRole('heading', { level: 1, name: '审计日志' }).waitFor();
});

test('the system administrator makes an account, whose first password is told once', async () => {
  const page = await visit('/accounts', { as: 'system' });
  await settled(page);
  const username = fresh('made');
  await page.getByRole('button', { name: '新建账号' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('用户名').fill(username);
  await dialog.getByLabel('中文显示名').fill('王小明');
  await dialog.getByRole('button', { name: '创建' }).click();
  const password = await dialog.getByLabel(`${username} 的初始密码`).inputValue();
  expect(password).toHaveLength(16);
  await Client.signIn(username, password);
  await dialog.getByRole('button', { name: '查看账号' }).click();
  await drawer(page).getByText('没有岗位，登录后看不到任何内容。').waitFor();
  await drawer(page).getByText('岗位由安全管理员授予。').waitFor();
  expect(await drawer(page).getByRole('button', { name: '授予岗位' }).count()).toBe(0);
});

test('an account is found by pinyin and by state', async () => {
  const page = await visit('/accounts', { as: 'system' });
  await settled(page);
  const list = part(page, '账号列表');
  await list.getByRole('textbox', { name: '姓名、用户名或拼音' }).fill('xzckry');
  await expect.poll(() => list.getByRole('rowheader').allInnerTexts()).toEqual(['忻州查看人员']);
  await select(list, '按状态筛选', '已停用');
  await list.getByText('没有符合条件的账号').waitFor();
  expect(asked(page).state).toBe('disabled');
});

test('the security administrator grants and withdraws a post', async () => {
  const { id } = await newcomer();
  const page = await visit(`/accounts?account=${id}`, { as: 'security' });
  await drawer(page).getByRole('button', { name: '授予岗位' }).click();
  const dialog = page.getByRole('dialog', { name: /授予 .* 岗位/ });
  await select(dialog, '角色', '查看人员');
  await dialog.getByRole('button', { name: /^选择地区/ }).click();
  await page.getByRole('textbox', { name: '输入名称、代码或拼音' }).fill('xfq');
  await page.getByRole('option', { name: /忻府区/ }).first().click();
  await dialog.getByRole('button', { name: '授予岗位' }).click();
  await drawer(page).getByText('查看人员 · 忻府区').waitFor();

  await drawer(page).getByRole('button', { name: '收回岗位 查看人员 · 忻府区' }).click();
  await page.getByRole('dialog', { name: '收回岗位' }).getByRole('button', { name: '收回岗位' }).click();
  await drawer(page).getByText('没有岗位，登录后看不到任何内容。').waitFor();
});

test('nobody grants a post to themselves', async () => {
  const security = await Client.signIn('security');
  const { items } = await security.get<Schemas['Page_AccountView']>('/api/accounts', { q: 'security' });
  const own = items.find(({ username }) => username === 'security');
  const page = await visit(`/accounts?account=${own?.id}`, { as: 'security' });
  await drawer(page).getByText(/不能给自己授予或收回岗位/).waitFor();
  expect(await drawer(page).getByRole('button', { name: '授予岗位' }).count()).toBe(0);
});

test('an account is disabled with its sessions and enabled again', async () => {
  const { id, username } = await newcomer();
  const page = await visit(`/accounts?account=${id}`, { as: 'system' });
  await drawer(page).getByRole('button', { name: '停用' }).click();
  const disable = page.getByRole('dialog', { name: `停用账号 ${username}` });
  await disable.getByRole('button', { name: '停用' }).click();
  await drawer(page).getByText('已停用').waitFor();
  await expect(Client.signIn(username, 'given by the administrator')).rejects.toThrow(/account_disabled/);
  await drawer(page).getByRole('button', { name: '恢复' }).click();
  await page.getByRole('dialog', { name: `恢复账号 ${username}` }).getByRole('button', { name: '恢复' }).click();
  await drawer(page).getByText('正常').waitFor();
  await Client.signIn(username, 'given by the administrator');
});

test('the security administrator asks what somebody could see', async () => {
  const page = await visit('/roles', { as: 'security' });
  await settled(page);
  const what = part(page, '这个人能看到什么？');
  const field = what.getByRole('combobox', { name: '账号' });
  await field.fill('township');
  await page.getByTitle(/\(township\)/).click();
  await what.getByText(/乡镇医生 · /).waitFor();
  expect(await what.getByRole('listitem').count()).toBeGreaterThan(3);
  const matrix = part(page, '角色与权限').getByRole('table');
  await matrix.getByRole('rowheader', { name: '查阅审计日志' }).waitFor();
});
