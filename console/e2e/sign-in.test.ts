import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import type { components } from '../src/api/schema';

import { signIn, useBrowser, visit } from './support/browser';
import { asked, settled } from './support/screen';
import { SHANDONG } from './support/scopes';
import { CSRF, Client, PASSWORD } from './support/server';

type Schemas = components['schemas'];

useBrowser();

async function enter(page: Page, username: string, password: string) {
  await page.getByLabel('用户名', { exact: true }).fill(username);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

/** A name no account has. */
const fresh = (word: string) => `${word}-${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;

test('the right password opens the account’s own area', async () => {
  const page = await visit('/');
  await enter(page, 'xinzhou', PASSWORD);
  await page.getByRole('heading', { level: 1, name: '忻州市疫情概况' }).waitFor();
  expect(asked(page).area).toBe('140900');
  await page.getByRole('button', { name: '账号：忻州市疾控中心' }).waitFor();
});

test('a demonstration account is chosen instead of typed', async () => {
  const page = await visit('/');
  await page.getByRole('complementary', { name: '演示账号' }).getByRole('button', { name: 'liaocheng' }).click();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '聊城市疫情概况' }).waitFor();
});

test('a wrong password is refused in words, and the form stays', async () => {
  const page = await visit('/');
  await enter(page, fresh('nobody'), 'not-the-password');
  await expect.poll(() => page.getByRole('alert').innerText()).toBe('用户名或密码不正确');
  await page.getByRole('button', { name: '登录', exact: true }).waitFor();
});

test('after five wrong guesses the name is locked and says so', async () => {
  const page = await visit('/');
  const name = fresh('guess');
  for (let guess = 0; guess < 5; guess += 1) {
    const answer = await page.request.post('/api/session', { headers: CSRF, data: { username: name, password: `guess number ${guess}` } });
    expect(answer.status()).toBe(401);
  }
  await enter(page, name, 'one guess too many');
  await expect.poll(() => page.getByRole('alert').innerText()).toContain('账号已暂时锁定');
});

test('a new account must choose its own password before it sees anything', async () => {
  const name = fresh('e2e');
  const administrator = await Client.signIn('system');
  const { id } = await administrator.post<Schemas['AccountMade']>('/api/accounts', {
    username: name,
    display_name_zh: '新同事',
    display_name_en: 'New colleague',
    password: 'given by the administrator',
  });
  await (await Client.signIn('security')).post(`/api/accounts/${id}/posts`, { role: 'viewer', region: '140900' });

  const page = await visit('/');
  await enter(page, name, 'given by the administrator');
  await page.getByRole('heading', { level: 1, name: '修改密码' }).waitFor();

  const save = page.getByRole('button', { name: '保存新密码' });
  await page.getByLabel('当前密码', { exact: true }).fill('given by the administrator');
  await page.getByLabel('新密码', { exact: true }).fill('a password of my own');
  await page.getByLabel('再次输入新密码', { exact: true }).fill('another one');
  await expect.poll(() => page.getByRole('alert').innerText()).toBe('两次输入的新密码不一致');
  expect(await save.isDisabled()).toBe(true);

  await page.getByLabel('新密码', { exact: true }).fill('short');
  await page.getByLabel('再次输入新密码', { exact: true }).fill('short');
  await save.click();
  await expect.poll(() => page.getByRole('alert').count()).toBe(1);
  await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/12/);

  await page.getByLabel('新密码', { exact: true }).fill('a password of my own');
  await page.getByLabel('再次输入新密码', { exact: true }).fill('a password of my own');
  await save.click();
  await page.getByRole('heading', { level: 1, name: '忻州市疫情概况' }).waitFor();

  await page.getByRole('button', { name: '账号：新同事' }).click();
  await page.getByRole('button', { name: '退出登录' }).click();
  await enter(page, name, 'a password of my own');
  await page.getByRole('heading', { level: 1, name: '忻州市疫情概况' }).waitFor();
});

test('signing out ends the session, not only the page', async () => {
  const page = await visit('/', { as: 'viewer' });
  await page.getByRole('button', { name: '账号：忻州查看人员' }).click();
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  expect((await page.request.get('/api/session')).status()).toBe(401);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: '登录' }).waitFor();
});

test('an ended session asks to sign in and goes on at the same address', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  // The session ends behind the page's back, as by its age or by an administrator.
  expect((await page.request.delete('/api/session', { headers: CSRF })).status()).toBe(204);
  await page.getByRole('link', { name: '探索' }).click();
  await page.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  const address = new URL(page.url());
  expect(address.pathname).toBe('/explore');
  expect(address.search).toBe(`?${SHANDONG}`);

  await enter(page, 'data', PASSWORD);
  await page.getByRole('heading', { level: 1, name: '探索' }).waitFor();
  expect(page.url()).toBe(address.href);
});

test('nothing of the account before is shown to the next', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await page.getByRole('link', { name: '导入' }).waitFor();
  await page.getByRole('button', { name: '账号：数据管理员' }).click();
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  await signIn(page.context(), 'viewer');
  await page.reload();
  await settled(page);
  expect(await page.getByRole('link', { name: '导入' }).count()).toBe(0);
});
