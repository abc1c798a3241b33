import { expect, test } from 'vitest';

import { LAPTOP, useBrowser, visit } from './support/browser';
import { asked, choose, clipped, part, select, settled } from './support/screen';
import { SHANDONG } from './support/scopes';

useBrowser();

const PAGES = ['situation', 'explore', 'signals', 'imports'] as const;

test('area, dates, stream and disease stand in the address and survive reload and back', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);

  await page.getByRole('button', { name: /^选择地区/ }).click();
  await page.getByRole('textbox', { name: '输入名称、代码或拼音' }).fill('lcs');
  await page.getByRole('option', { name: /聊城市/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '聊城市疫情概况' }).waitFor();

  await page.getByRole('button', { name: /^选择日期范围/ }).click();
  await page.getByRole('dialog', { name: '选择日期范围' }).getByRole('button', { name: '2月', exact: true }).click();
  await expect.poll(() => asked(page)).toMatchObject({ area: '371500', from: '2020-02-01', to: '2020-02-29' });

  await page.goBack();
  await page.getByRole('button', { name: '选择日期范围 2020年1月20日至2020年3月31日' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: '山东省疫情概况' }).waitFor();
  await page.goForward();
  await page.goForward();

  await page.getByRole('button', { name: '选择日期范围 2020年2月1日至2020年2月29日' }).waitFor();
  const chosen = asked(page);
  await page.reload();
  await settled(page);
  expect(asked(page)).toEqual(chosen);
  await page.getByRole('heading', { level: 1, name: '聊城市疫情概况' }).waitFor();
});

test('stream and disease stand in the address and survive reload and back', async () => {
  const page = await visit(`/explore?${SHANDONG}`, { as: 'data' });
  await settled(page);
  await select(page, '数据来源', '法定传染病发病数');
  await expect.poll(() => asked(page).stream).toBe('notifiable_cases');
  await select(page, '病种', '猩红热');
  await expect.poll(() => asked(page).condition).toBe('scarlet');
  await page.reload();
  await page.getByRole('heading', { level: 2, name: '猩红热 · 山东省' }).waitFor();
  await page.goBack();
  await page.goBack();
  await page.getByRole('heading', { level: 2, name: '新型冠状病毒感染 · 山东省' }).waitFor();
  expect(asked(page)).toMatchObject({ stream: 'covid19_confirmed', condition: 'covid19' });
});

test('the scope goes along from page to page', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  for (const [link, heading] of [
    ['探索', '探索'],
    ['信号', '预警信号'],
    ['导入', '导入'],
    ['态势', '山东省疫情概况'],
  ] as const) {
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: link }).click();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    expect(new URL(page.url()).search).toBe(`?${SHANDONG}`);
  }
});

test('an address with nonsense in it is put right', async () => {
  const page = await visit('/situation?from=tomorrow&to=2020-02-30&area=370000', { as: 'data' });
  await page.getByRole('heading', { level: 1, name: '山东省疫情概况' }).waitFor();
  await expect.poll(() => asked(page)).toMatchObject({ area: '370000', from: '2020-01-20', to: '2020-03-31', stream: 'covid19_confirmed' });
});

test('an unknown page says so and leads back', async () => {
  const page = await visit('/no-such-page', { as: 'data' });
  await page.getByText('没有这个页面').waitFor();
  await page.getByRole('main').getByRole('button', { name: '态势' }).click();
  await page.getByRole('heading', { level: 1, name: '山东省疫情概况' }).waitFor();
});

test('the language changes everywhere at once and is remembered', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await page.getByRole('button', { name: '账号：数据管理员' }).click();
  await choose(page.getByRole('group', { name: '语言' }), 'English');
  await page.getByRole('heading', { level: 1, name: 'Situation: Shandong' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Situation: Shandong' }).waitFor();
  await page.getByRole('button', { name: 'Account: Data manager' }).click();
  await choose(page.getByRole('group', { name: 'Language' }), '中文');
  await page.getByRole('heading', { level: 1, name: '山东省疫情概况' }).waitFor();
});

test('the dark theme is chosen and remembered', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  const ground = () => page.getByRole('main').evaluate((main) => getComputedStyle(main.closest('body') ?? main).backgroundColor);
  const before = await ground();
  await page.getByRole('button', { name: '账号：数据管理员' }).click();
  await choose(page.getByRole('group', { name: '外观' }), '深色');
  await expect.poll(ground).not.toBe(before);
  const dark = await ground();
  await page.reload();
  await settled(page);
  expect(await ground()).toBe(dark);
});

test('drop-downs open for people who ask for no motion', async () => {
  const page = await visit(`/explore?${SHANDONG}`, { as: 'data', calm: true });
  await settled(page);
  await select(page, '数据来源', '法定传染病发病数');
  await expect.poll(() => asked(page).stream).toBe('notifiable_cases');
});

test('the keyboard skips the navigation and opens and closes what it needs', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');

  const area = page.getByRole('button', { name: /^选择地区/ });
  await area.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: '输入名称、代码或拼音' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: '选择地区' }).waitFor({ state: 'hidden' });
  expect(await area.evaluate((button) => document.activeElement === button)).toBe(true);
});

test('a refusal by the server is told with its request id, and another try helps', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  // The question is spoilt on its way; the refusal is the server's own.
  await page.route('**/api/counts/rows?*', (route) => route.continue({ url: route.request().url().replace(/limit=\d+/, 'limit=0') }));
  await page.getByRole('link', { name: '探索' }).click();
  const rows = part(page, '原始计数');
  await rows.getByRole('alert').waitFor();
  const words = await rows.getByRole('alert').innerText();
  expect(words).toContain('提交的内容有误');
  expect(words).toMatch(/请求编号 [0-9a-f-]{36}/);
  await page.unroute('**/api/counts/rows?*');
  await rows.getByRole('button', { name: '重试' }).click();
  await rows.getByRole('table').waitFor();
});

test('a server that cannot be reached is told, and another try helps', async () => {
  const page = await visit(`/situation?${SHANDONG}`, { as: 'data' });
  await settled(page);
  await page.route('**/api/signals?*', (route) => route.abort());
  await page.getByRole('link', { name: '信号', exact: false }).first().click();
  const list = part(page, '信号列表');
  await expect.poll(() => list.getByRole('alert').innerText()).toContain('无法连接服务器');
  await page.unroute('**/api/signals?*');
  await list.getByRole('button', { name: '重试' }).click();
  await list.getByRole('table').waitFor();
});

for (const language of ['zh', 'en'] as const) {
  test(`nothing is cut off on a small laptop (${language})`, async () => {
    const page = await visit(`/situation?${SHANDONG}`, { as: 'data', size: LAPTOP, language });
    for (const name of PAGES) {
      await page.goto(`/${name}?${SHANDONG}`);
      await settled(page);
      expect(await clipped(page), name).toEqual([]);
    }
  });
}
