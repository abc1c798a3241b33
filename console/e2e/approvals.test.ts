/** What waits for a second pair of eyes: emergency access, requests to agencies, large exports, residents' requests. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import type { components } from '../src/api/schema';

import { type Wish, signIn, useBrowser, visit, visitor } from './support/browser';
import { newcomer } from './support/newcomer';
import { ELSEWHERE, register, somebody } from './support/people';
import { choose, select, settled } from './support/screen';
import { Client } from './support/server';

type Schemas = components['schemas'];

useBrowser();

const WHY = '夜间急诊，患者昏迷，须核对身份';
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });

/** A page of an account made for this test, so that no other test's requests count against its limits. */
async function as(account: { username: string; password: string }, path: string, wish: Wish = {}): Promise<Page> {
  const context = await visitor(wish);
  await signIn(context, account.username, account.password);
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** Says why in the dialog that asks for it. */
async function because(page: Page, name: string | RegExp, button: string, why: string) {
  await dialog(page, name).getByRole('textbox', { name: '原因' }).fill(why);
  await dialog(page, name).getByRole('button', { name: button }).click();
  await dialog(page, name).waitFor({ state: 'detached' });
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' });

test('emergency access opens one record for a reason, and somebody else reviews it', async () => {
  const person = somebody();
  const id = await register(person, { as: 'county', region: ELSEWHERE });
  const doctor = await newcomer({ role: 'township_doctor', region: '140902001' });
  const page = await as(doctor, `/people/${id}`);
  await page.getByRole('button', { name: '紧急调阅' }).click();
  const ask = dialog(page, '紧急调阅');
  await select(ask, '目的', '诊疗');
  await ask.getByRole('textbox', { name: '原因' }).fill('急');
  expect(await ask.getByRole('button', { name: '立即调阅' }).isDisabled()).toBe(true);
  await ask.getByRole('textbox', { name: '原因' }).fill(`${WHY}，电话 13800138000`);
  await ask.getByRole('button', { name: '立即调阅' }).click();
  await ask.getByText('请不要写证件号码或电话号码').waitFor();
  await ask.getByRole('textbox', { name: '原因' }).fill(WHY);
  await ask.getByRole('button', { name: '立即调阅' }).click();

  // The record opens, and every page says that this is an exception.
  await page.getByText(/紧急调阅生效中/).waitFor();
  await page.getByRole('heading', { level: 1, name: '佟**' }).waitFor();
  await page.getByRole('button', { name: '显示身份信息' }).click();
  await select(dialog(page, '显示身份信息'), '目的', '诊疗');
  await dialog(page, '显示身份信息').getByRole('button', { name: '显示并记录' }).click();
  await page.getByText(person.number).waitFor();
  await page.getByRole('button', { name: '结束调阅' }).click();
  await because(page, '结束紧急调阅', '结束调阅', '患者身份已经核实');
  await page.getByText('不能查看这份档案').waitFor();

  const review = await visit('/approvals', { as: 'commander' });
  await settled(review);
  await review.getByRole('row').filter({ hasText: doctor.username }).getByRole('button').click();
  const one = review.getByRole('dialog').first();
  await one.getByText(WHY).waitFor();
  // Whoever reviews sees why, and not who it was about.
  expect(await review.locator('body').innerText()).not.toContain(person.name);
  await one.getByRole('button', { name: '认定正当' }).click();
  await because(review, '认定此次调阅正当', '确定', '与急诊记录核对相符');
  await choose(review, '已复核');
  await review.getByRole('row').filter({ hasText: doctor.username }).getByText('复核：正当').waitFor();
});

test('a request to an agency needs two others, and only what was asked comes back', async () => {
  const person = somebody();
  const officer = await newcomer({ role: 'county_officer', region: '140902' });
  const page = await as(officer, '/approvals?view=agency');
  await settled(page);
  await page.getByRole('button', { name: '新建协查' }).click();
  const ask = dialog(page, '新建协查');
  await select(ask, '部门', '交通运输（铁路、民航、公路、水路）');
  await ask.getByLabel('事件编号').fill('e2e-event-1');
  await select(ask, '法律依据', '《个人信息保护法》13(1)(4)');
  await ask.getByRole('textbox', { name: '用途说明' }).fill('追踪同车密切接触者');
  await ask.getByRole('checkbox', { name: '座位' }).check();
  await ask.getByLabel('第 1 人姓名').fill(person.name);
  await ask.getByLabel('第 1 人证件号码').fill(person.number);
  await ask.getByLabel('起始日期').fill(inDays(-3));
  await ask.getByLabel('截止日期').fill(inDays(-1));
  await ask.getByLabel('请求失效日期').fill(inDays(3));
  await ask.getByRole('button', { name: '提交' }).click();
  await ask.waitFor({ state: 'detached' });

  const row = (at: Page) => at.getByRole('row').filter({ hasText: officer.username }).getByRole('button');
  await row(page).click();
  await page.getByRole('dialog').first().getByText('还需 2 人批准').waitFor();
  // Nobody approves what they asked for.
  expect(await page.getByRole('button', { name: '批准', exact: true }).count()).toBe(0);

  for (const [approver, missing] of [['commander', '还需 1 人批准'], ['security', null]] as const) {
    const desk = await visit('/approvals?view=agency', { as: approver });
    await settled(desk);
    await row(desk).click();
    await desk.getByRole('button', { name: '批准' }).click();
    await because(desk, '批准协查', '确定', '事件属实，范围恰当');
    if (missing) {
      await desk.getByRole('dialog').first().getByText(missing).waitFor();
      expect(await desk.getByRole('button', { name: '批准' }).count()).toBe(0);
    }
  }

  await page.goto('/approvals?view=agency&state=open');
  await row(page).click();
  await page.getByRole('button', { name: '录入答复' }).click();
  const answer = dialog(page, '录入答复');
  await answer.getByRole('textbox', { name: '第 1 行 座位' }).fill('05车12F');
  await answer.getByRole('button', { name: '保存答复' }).click();
  await answer.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '查看答复（将被记录）' }).click();
  await page.getByRole('cell', { name: '05车12F' }).waitFor();
});

test('an export above the limit waits for somebody else, and is fetched once', async () => {
  const manager = await newcomer({ role: 'data_manager', region: '100000' });
  const whole = new URLSearchParams({ area: '100000', from: '2020-01-01', to: '2020-12-31', stream: 'covid19_confirmed', condition: 'covid19', stratum: 'all' });
  const page = await as(manager, `/explore?${whole}`);
  await settled(page);
  await page.getByRole('button', { name: /导出.*CSV/ }).click();
  await because(page, '需要审批', '申请审批', '全国疫情年度总结报告');

  const desk = await visit('/approvals?view=exports', { as: 'security' });
  await settled(desk);
  await desk.getByRole('row').filter({ hasText: manager.username }).getByRole('button').click();
  await desk.getByText('全国疫情年度总结报告').waitFor();
  await desk.getByRole('button', { name: '批准' }).click();
  await because(desk, '批准导出', '确定', '用途明确，不含个人信息');

  await page.goto('/approvals?view=exports');
  await settled(page);
  await page.getByRole('row').filter({ hasText: '已批准' }).getByRole('button').click();
  await page.getByRole('button', { name: '导出文件' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), dialog(page, '导出文件').getByRole('button', { name: '确定' }).click()]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  await page.getByRole('row').filter({ hasText: '已导出' }).waitFor();
  await page.getByRole('button', { name: '导出文件' }).waitFor({ state: 'detached' });
});

test('a resident’s question who looked is taken down, granted and answered', async () => {
  const person = somebody();
  const id = await register(person);
  const township = await Client.signIn('township');
  await township.get<Schemas['PersonView']>(`/api/persons/${id}`);
  const page = await visit(`/people/${id}`, { as: 'data' });
  await settled(page);
  await page.getByRole('button', { name: '登记权利申请' }).click();
  const ask = dialog(page, '登记权利申请');
  await select(ask, '权利', '谁看过我的信息');
  await ask.getByRole('textbox', { name: '申请内容' }).fill('想知道谁看过本人档案');
  await ask.getByRole('button', { name: '登记' }).click();
  // The request that was taken down is opened at once.
  await page.getByRole('button', { name: '同意', exact: true }).click();
  await because(page, '同意', '确定', '本人到场，身份已核实');
  const looked = page.getByRole('region', { name: '谁看过' });
  await looked.getByText(/乡镇医生/).first().waitFor();
  expect(await page.getByRole('dialog').first().innerText()).not.toContain(person.name);
});

test.each([
  ['emergency', '没有待复核的紧急调阅'],
  ['agency', '没有待审批的协查请求'],
  ['exports', '没有待审批的导出'],
])('the register %s says when nothing waits', async (view, words) => {
  const page = await visit('about:blank', { as: 'commander' });
  await page.route(/\/api\/(emergency-access|agency-requests|exports)\?/, (route) => route.fulfill({ json: { items: [], next: null } }));
  await page.goto(`/approvals?view=${view}`);
  await page.getByText(words, { exact: true }).waitFor();
});
