/** A walk through the console as four people: each sees exactly the pages and actions their work needs. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { useBrowser, visit } from './support/browser';
import { register, somebody } from './support/people';
import { navigation, settled } from './support/screen';
import { type Account, Client } from './support/server';

useBrowser();

/** What a page lets somebody do, by the words on its buttons; those that only look or sort are left out. */
async function actions(page: Page): Promise<string[]> {
  await settled(page);
  const names = await page.getByRole('main').getByRole('button').evaluateAll((buttons) =>
    buttons.filter((button) => !button.closest('table') && !button.hasAttribute('aria-haspopup')).map((button) => (button.getAttribute('aria-label') ?? (button as HTMLElement).innerText).trim()),
  );
  return [...new Set(names.filter((name) => name !== '' && !LOOKING.some((word) => word.test(name))))].sort();
}

const LOOKING = [/^清除/, /^查询$/, /^加载更多/, /^移除/, /^关闭/, /^我的全部地区/, /^显示全部/];

const WALKS: Record<'county' | 'township' | 'security' | 'audit', { begins: string; pages: string[]; actions: Record<string, string[]>; closed: string[] }> = {
  // Watches, verifies, investigates; asks for what the posts do not reach.
  county: {
    begins: '/situation',
    pages: ['态势', '探索', '信号', '导入', '居民', '审批'],
    actions: {
      '/people': ['登记居民'],
      '/approvals': ['紧急调阅'],
      '/approvals?view=agency': ['新建协查'],
      '/approvals?view=exports': [],
    },
    closed: ['/accounts', '/audit', '/roles'],
  },
  // Looks after residents: registers, corrects, joins double records.
  township: {
    begins: '/situation',
    pages: ['态势', '探索', '信号', '居民', '审批'],
    actions: {
      '/people': ['登记居民'],
      '/people?view=matches': [],
      '/approvals': ['紧急调阅'],
    },
    closed: ['/imports', '/accounts', '/audit', '/roles'],
  },
  // Grants posts and reviews; sees nobody's data.
  security: {
    begins: '/approvals',
    pages: ['审批', '账号', '角色'],
    actions: {
      '/approvals': [],
      '/approvals?view=agency': [],
      '/accounts': [],
      '/accounts?view=clients': ['新建接口密钥'],
    },
    closed: ['/situation', '/explore', '/signals', '/imports', '/people', '/audit'],
  },
  // Reads the trail, and nothing else.
  audit: {
    begins: '/audit',
    pages: ['审计'],
    actions: { '/audit': ['导出 CSV', '导出 XLSX'] },
    closed: ['/situation', '/explore', '/signals', '/imports', '/people', '/approvals', '/accounts', '/roles'],
  },
};

describe.each(Object.entries(WALKS))('%s', (account, { begins, pages, actions: may, closed }) => {
  test('begins where the work is and is offered its pages', async () => {
    const page = await visit('/', { as: account as Account });
    await settled(page);
    expect(new URL(page.url()).pathname).toBe(begins);
    expect(await navigation(page)).toEqual(pages);
  });

  test('is offered the actions of the work and no others', async () => {
    const page = await visit('about:blank', { as: account as Account });
    const offered: Record<string, string[]> = {};
    for (const path of Object.keys(may)) {
      await page.goto(path);
      offered[path] = await actions(page);
    }
    expect(offered).toEqual(Object.fromEntries(Object.entries(may).map(([path, names]) => [path, [...names].sort()])));
  });

  test('is told that other pages are not theirs, and gets nothing of them', async () => {
    const page = await visit('about:blank', { as: account as Account });
    const answered: string[] = [];
    const common = /^\/api\/(session|pack|regions|events|streams|conditions|emergency-access|grants\/catalogue|organisations|code-sets|maps)/;
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/api/') && !common.test(pathname) && response.ok()) answered.push(pathname);
    });
    for (const path of closed) {
      await page.goto(path);
      await page.getByText('没有权限').waitFor();
    }
    expect(answered).toEqual([]);
  });
});

test('the duty officer and the township doctor open a record; only the doctor joins double ones', async () => {
  const id = await register(somebody());
  for (const [account, mayJoin] of [['county', false], ['township', true]] as const) {
    const page = await visit(`/people/${id}`, { as: account });
    await settled(page);
    expect(await page.getByRole('button', { name: '显示身份信息' }).count(), account).toBe(1);
    expect(await page.getByRole('button', { name: '更正档案' }).count(), account).toBe(1);
    expect(await page.getByRole('button', { name: '合并档案' }).count(), account).toBe(mayJoin ? 1 : 0);
    // Residents' requests are handled by the data manager.
    expect(await page.getByRole('button', { name: '登记权利申请' }).count(), account).toBe(0);
    await page.goto('/people');
    await settled(page);
    expect(await page.getByRole('radio', { name: '疑似重复' }).count(), account).toBe(mayJoin ? 1 : 0);
  }
});

test('the security administrator grants posts but makes no accounts, and grants nothing to themselves', async () => {
  const security = await Client.signIn('security');
  const { items } = await security.get<{ items: { id: string; username: string }[] }>('/api/accounts', { limit: 100 });
  const idOf = (username: string) => items.find((item) => item.username === username)?.id ?? '';
  const page = await visit(`/accounts?account=${idOf('viewer')}`, { as: 'security' });
  const drawer = page.getByRole('dialog').first();
  await drawer.getByRole('button', { name: '授予岗位' }).waitFor();
  for (const deed of ['停用', '重置密码', '结束全部会话']) expect(await drawer.getByRole('button', { name: deed }).count(), deed).toBe(0);
  expect(await page.getByRole('button', { name: '新建账号' }).count()).toBe(0);
  await page.goto(`/accounts?account=${idOf('security')}`);
  await page.getByRole('dialog').first().getByText(/不能给自己授予或收回岗位/).waitFor();
});
