/** One's own account: devices, second factor with its recovery codes, password. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import type { components } from '../src/api/schema';

import { signIn, useBrowser, visit, visitor } from './support/browser';
import { part, settled } from './support/screen';
import { CSRF, Client } from './support/server';
import { Authenticator } from './support/totp';

type Schemas = components['schemas'];

useBrowser();

const OWN_PASSWORD = 'a password of my own';

/** Somebody whose account nobody else uses. */
async function somebody(): Promise<string> {
  const username = `me-${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;
  const system = await Client.signIn('system');
  const { id } = await system.post<Schemas['AccountMade']>('/api/accounts', { username, display_name_zh: '本人', password: 'given by the administrator' });
  await (await Client.signIn('security')).post(`/api/accounts/${id}/posts`, { role: 'viewer', region: '140900' });
  const first = await Client.signIn(username, 'given by the administrator');
  await first.post('/api/session/password', { current: 'given by the administrator', new: OWN_PASSWORD });
  return username;
}

async function enter(page: Page, username: string) {
  await page.getByLabel('用户名', { exact: true }).fill(username);
  await page.getByLabel('密码', { exact: true }).fill(OWN_PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

test('other devices are listed and ended', async () => {
  const username = await somebody();
  const elsewhere = await visitor();
  await signIn(elsewhere, username, OWN_PASSWORD);
  const here = await visitor();
  await signIn(here, username, OWN_PASSWORD);
  const page = await here.newPage();
  await page.goto('/me');
  await settled(page);
  const devices = part(page, '登录设备');
  await devices.getByText('本设备').waitFor();
  await devices.getByRole('button', { name: '结束其他全部会话' }).click();
  await expect.poll(() => devices.getByRole('listitem').count()).toBe(1);
  expect((await elsewhere.request.get('/api/session')).status()).toBe(401);
  expect((await here.request.get('/api/session')).status()).toBe(200);
});

test('a second factor is set up, asked for at sign-in, and its recovery code works once', async () => {
  const username = await somebody();
  const page = await visit('/me');
  await enter(page, username);
  await settled(page);
  await part(page, '双因素认证').getByRole('button', { name: '设置双因素认证' }).click();
  const dialog = page.getByRole('dialog', { name: '设置双因素认证' });
  await dialog.getByRole('img', { name: '用于身份验证器的二维码' }).waitFor();
  await dialog.getByText('无法扫描？手动输入密钥').click();
  const authenticator = new Authenticator(await dialog.getByText(/^[A-Z2-7 ]{16,}$/).innerText());
  await dialog.getByLabel('验证码').fill(await authenticator.next());
  await dialog.getByRole('button', { name: '开启双因素认证' }).click();
  const recovery = dialog.getByRole('region', { name: '恢复码' }).getByRole('listitem');
  await recovery.first().waitFor();
  const codes = await recovery.allInnerTexts();
  expect(codes).toHaveLength(10);
  expect(await dialog.getByRole('button', { name: '完成' }).isDisabled()).toBe(true);
  await dialog.getByRole('checkbox', { name: '我已保存恢复码' }).check();
  await dialog.getByRole('button', { name: '完成' }).click();
  await part(page, '双因素认证').getByText(/^已开启/).waitFor();

  const again = await visit('/me');
  await enter(again, username);
  await again.getByRole('heading', { level: 1, name: '双因素认证' }).waitFor();
  expect((await again.request.get('/api/counts/tiles?region=140900&from=2020-01-01&to=2020-01-31')).status()).toBe(403);
  await again.getByLabel('验证码').fill(await authenticator.next());
  await again.getByRole('button', { name: '继续' }).click();
  await again.getByRole('heading', { level: 1, name: '我的账号' }).waitFor();

  for (const works of [true, false]) {
    const lost = await visit('/me');
    await enter(lost, username);
    await lost.getByRole('button', { name: /使用恢复码/ }).click();
    await lost.getByLabel('恢复码').fill(codes[0] as string);
    await lost.getByRole('button', { name: '继续' }).click();
    if (works) await lost.getByText('剩余恢复码 9 个').waitFor();
    else await expect.poll(() => lost.getByRole('alert').innerText()).toContain('验证码不正确或已用过');
  }
});

test('a changed password ends the other devices', async () => {
  const username = await somebody();
  const elsewhere = await visitor();
  await signIn(elsewhere, username, OWN_PASSWORD);
  const page = await visit('/me');
  await enter(page, username);
  await settled(page);
  const password = part(page, '密码');
  await password.getByLabel('当前密码').fill(OWN_PASSWORD);
  await password.getByLabel('新密码', { exact: true }).fill('another one of my own');
  await password.getByLabel('再次输入新密码').fill('another one of my own');
  await password.getByRole('button', { name: '保存新密码' }).click();
  await password.getByText('密码已修改。').waitFor();
  expect((await elsewhere.request.get('/api/session', { headers: CSRF })).status()).toBe(401);
});
