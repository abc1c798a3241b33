/** Markup typed or stored anywhere is text: no script of it runs, and whoever reads it reads what was typed. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import type { components } from '../src/api/schema';

import { signIn, useBrowser, visitor } from './support/browser';
import { newcomer } from './support/newcomer';
import { inputOf, register, somebody } from './support/people';
import { settled, still } from './support/screen';
import { type Account, CSRF, Client, PASSWORD, SERVER } from './support/server';

type Schemas = components['schemas'];

useBrowser();

/** Ends attributes, comments and scripts it might stand in, then tries every way that runs by itself. */
const EVIL = `"'></textarea></script><img src=x onerror="window.harmed=1"><svg onload=alert(1)>{{7*7}}\${7*7}`;
/** The same where few characters fit. */
const SHORT = '<img src=x onerror=alert(1)>';

const wounds = new WeakMap<Page, string[]>();

/** A page that notices when a script runs which is not the console's. */
async function guarded(account: { username: string; password: string } | null): Promise<Page> {
  const context = await visitor();
  if (account) await signIn(context, account.username, account.password);
  const page = await context.newPage();
  const found: string[] = [];
  wounds.set(page, found);
  page.on('dialog', (dialog) => {
    found.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/x') found.push('the picture was asked for');
  });
  return page;
}

const demo = (username: Account) => ({ username, password: PASSWORD });

/** What stands on the page is text, and nothing of it ran. */
async function unharmed(page: Page, where: string) {
  await still(page);
  const markup = await page.evaluate(() => ({
    harmed: 'harmed' in window,
    elements: document.querySelectorAll('img[src="x"], svg[onload], [onerror], iframe, object, embed').length,
  }));
  expect(markup, where).toEqual({ harmed: false, elements: 0 });
  expect(wounds.get(page), where).toEqual([]);
}

/** Types into every text field that can be typed into; answers with how many there were. */
async function typeEverywhere(page: Page): Promise<number> {
  const fields = await page.locator('input:not([type=checkbox], [type=radio], [type=file], [type=date], [type=number], [type=password]), textarea').all();
  let typed = 0;
  for (const field of fields) {
    if (!(await field.isVisible()) || !(await field.isEditable())) continue;
    await field.fill(EVIL, { timeout: 3000 });
    typed += 1;
  }
  return typed;
}

test('the server lets the console run scripts of its own files alone', async () => {
  for (const path of ['/', '/people', '/assets/none.js', '/api/session/options']) {
    const policy = (await fetch(`${SERVER}${path}`)).headers.get('content-security-policy') ?? '';
    const scripts = /(?:^|;)\s*(?:script-src|default-src)\s+([^;]*)/.exec(policy)?.[1] ?? '';
    expect(scripts, path).toContain("'self'");
    expect(scripts, path).not.toMatch(/unsafe|\*|data:|http/);
    for (const rule of ["object-src 'none'", "base-uri 'self'", "frame-ancestors 'none'", "form-action 'self'"]) expect(policy, path).toContain(rule);
  }
  // Should markup ever reach a page, the browser still refuses to run what stands in it.
  const page = await guarded(demo('viewer'));
  await page.goto('/me');
  await page.evaluate((markup) => document.body.insertAdjacentHTML('beforeend', markup), '<img src="x" onerror="window.harmed=1"><a id="evil" href="javascript:window.harmed=1">x</a>');
  await page.locator('#evil').evaluate((link: HTMLElement) => link.click());
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
});

describe('typed into every field', () => {
  const places: [Account | null, string, (string | RegExp)[]][] = [
    [null, '/', []],
    ['township', '/people', []],
    ['township', '/people', ['登记居民']],
    ['township', '/approvals', ['紧急调阅']],
    ['county', '/approvals?view=agency', ['新建协查']],
    ['data', '/situation', [/^选择地区/]],
    ['data', '/explore', []],
    ['data', '/imports', []],
    ['data', '/signals', ['运行检测']],
    ['system', '/accounts', []],
    ['system', '/accounts', ['新建账号']],
    ['security', '/accounts?view=clients', ['新建接口密钥']],
    ['security', '/roles', []],
    ['audit', '/audit', []],
    ['viewer', '/me', []],
  ];

  test.each(places)('as %s at %s', async (account, path, buttons) => {
    const page = await guarded(account && demo(account));
    await page.goto(path);
    if (account) await settled(page);
    else await page.getByRole('button', { name: 'xinzhou' }).waitFor();
    for (const name of buttons) await page.getByRole('button', { name }).first().click();
    await still(page);
    const typed = await typeEverywhere(page);
    if (buttons.length > 0 || !['/explore', '/imports', '/me'].includes(path)) expect(typed).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(400);
    await unharmed(page, path);
  });

  test('in the search of everything', async () => {
    const page = await guarded(demo('data'));
    await page.goto('/situation');
    await settled(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /搜索/ }).fill(EVIL);
    await page.waitForTimeout(500);
    await unharmed(page, 'search');
  });

  test('in the address', async () => {
    const page = await guarded(demo('data'));
    const evil = encodeURIComponent(EVIL);
    for (const path of ['situation', 'explore', 'signals', 'people', 'approvals']) {
      await page.goto(`/${path}?area=${evil}&from=${evil}&to=${evil}&stream=${evil}&condition=${evil}&stratum=${evil}&detector=${evil}&view=${evil}&state=${evil}&in=${evil}`);
      await page.getByRole('main').waitFor();
      await page.waitForTimeout(400);
      await unharmed(page, path);
    }
    for (const path of ['people', 'signals', 'imports']) {
      await page.goto(`/${path}/${evil}`);
      await page.waitForTimeout(400);
      await unharmed(page, path);
    }
  });
});

describe('stored and read again', () => {
  test('names of accounts and of programs', async () => {
    const { id } = await (
      await Client.signIn('system')
    ).post<Schemas['AccountMade']>('/api/accounts', {
      username: `e2e-x${Date.now().toString(36)}`,
      display_name_zh: SHORT,
      display_name_en: SHORT,
      password: 'given by the administrator',
    });
    const security = await Client.signIn('security');
    await security.post('/api/api-clients', {
      name: SHORT,
      post: { role: 'viewer', region: '140900' },
      expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    });
    const page = await guarded(demo('security'));
    for (const path of [`/accounts?account=${id}`, '/accounts?view=clients', `/roles?account=${id}`]) {
      await page.goto(path);
      await page.getByText(SHORT).first().waitFor();
      await unharmed(page, path);
    }
  });

  test('addresses of people', async () => {
    const person = somebody();
    const { id } = await (
      await Client.signIn('township')
    ).post<Schemas['PersonRecorded']>('/api/persons', { ...inputOf(person), current_address: { region: '140902001002', grid: SHORT, detail: EVIL } });
    const page = await guarded(demo('township'));
    await page.goto(`/people/${id}`);
    await page.getByRole('button', { name: '显示身份信息' }).click();
    await page.getByRole('dialog').getByRole('combobox').click();
    await page.getByTitle('诊疗', { exact: true }).click();
    await page.getByRole('button', { name: '显示并记录' }).click();
    await page.getByText(EVIL).first().waitFor();
    await unharmed(page, 'person');
    await page.getByRole('button', { name: '更正档案' }).click();
    await page.getByLabel('街道门牌').first().waitFor();
    expect(await page.getByLabel('街道门牌').first().inputValue()).toBe(EVIL);
    await unharmed(page, 'correction');
  });

  test('reasons, requests and answers', async () => {
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const officer = await newcomer({ role: 'county_officer', region: '140902' });
    const own = await Client.signIn(officer.username, officer.password);
    const access = await own.post<Schemas['EmergencyAccess']>('/api/emergency-access', { kind: 'person', subject: 'e2e', permission: 'persons.read', reason: EVIL });
    const request = await own.post<Schemas['AgencyRequest']>('/api/agency-requests', {
      direction: 'outgoing',
      agency: 'transport',
      basis: 'pipl-13-4',
      event: 'e2e-1',
      purpose_text: EVIL,
      fields: ['seat'],
      people: [{ name: SHORT, document_number: somebody().number }],
      from: day(3),
      to: day(1),
      expires_on: day(-3),
    });
    for (const approver of ['commander', 'security']) {
      await (await Client.signIn(approver)).post(`/api/agency-requests/${request.id}/decision`, { decision: 'approve', reason: EVIL });
    }
    await own.post(`/api/agency-requests/${request.id}/answer`, { rows: [{ person: 1, values: { seat: SHORT } }] });
    await own.post(`/api/emergency-access/${access.id}/end`, { reason: EVIL });
    const page = await guarded(officer);
    await page.goto('/approvals');
    await page.getByRole('row').filter({ hasText: officer.username }).getByRole('button').click();
    await page.getByRole('dialog').getByText(EVIL).first().waitFor();
    await unharmed(page, 'emergency');
    await page.goto('/approvals?view=agency&state=open');
    await page.getByRole('row').filter({ hasText: officer.username }).getByRole('button').click();
    await page.getByRole('dialog').getByText(EVIL).first().waitFor();
    await page.getByRole('button', { name: '查看答复（将被记录）' }).click();
    await page.getByRole('cell', { name: SHORT }).first().waitFor();
    await unharmed(page, 'agency');
  });

  test('what residents asked', async () => {
    const data = await Client.signIn('data');
    const person = await register(somebody());
    const request = await data.post<Schemas['RightsRequest']>('/api/rights-requests', { person, right: 'correction', request: EVIL });
    await data.post(`/api/rights-requests/${request.id}/decision`, { decision: 'refused', reason: EVIL });
    const page = await guarded(demo('data'));
    await page.goto(`/approvals?view=rights&state=closed&request=${request.id}`);
    await page.getByRole('dialog').getByText(EVIL).first().waitFor();
    await unharmed(page, 'rights');
  });

  test('files and the rows in them', async () => {
    const data = await Client.signIn('data');
    const quoted = `"${EVIL.replaceAll('"', '""')}"`;
    const { id } = await data.upload(`${SHORT}.csv`, `监测流,病种,地区,日期,例数\r\nnotifiable_cases,${quoted},${quoted},2025-01-01,1\r\n`);
    const page = await guarded(demo('data'));
    await page.goto(`/imports/${id}`);
    await page.getByText('onerror').first().waitFor();
    await page.getByRole('button', { name: '更正', exact: true }).first().click();
    await unharmed(page, 'import');
    await page.goto('/imports');
    await page.getByText(SHORT).first().waitFor();
    await unharmed(page, 'imports');
  });

  test('what a stranger puts into the audit trail', async () => {
    await fetch(`${SERVER}/api/session`, {
      method: 'POST',
      headers: { ...CSRF, 'content-type': 'application/json', 'user-agent': EVIL.replace(/[^ -~]/g, '') },
      body: JSON.stringify({ username: SHORT, password: EVIL }),
    });
    const page = await guarded(demo('audit'));
    await page.goto('/audit');
    await settled(page);
    await page.getByRole('rowheader').first().getByRole('button').click();
    await page.getByRole('dialog').waitFor();
    await unharmed(page, 'audit');
  });
});
