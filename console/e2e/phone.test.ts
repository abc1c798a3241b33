import { expect, test } from 'vitest';

import { PHONE, useBrowser, visit } from './support/browser';
import { register, somebody } from './support/people';
import { asked, clipped, settled } from './support/screen';
import { SHANDONG } from './support/scopes';

useBrowser();

const phone = { as: 'data', size: PHONE, touch: true } as const;

test('the navigation is a bar at the bottom, large enough for a thumb', async () => {
  const page = await visit(`/situation?${SHANDONG}`, phone);
  await settled(page);
  const bar = page.getByRole('navigation', { name: '主导航' });
  const box = await bar.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(PHONE.height, 0);
  expect(box?.width).toBeCloseTo(PHONE.width, 0);
  for (const link of await bar.getByRole('link').all()) {
    const target = await link.boundingBox();
    expect(target?.height).toBeGreaterThanOrEqual(44);
    expect(target?.width).toBeGreaterThanOrEqual(44);
  }
  await bar.getByRole('link', { name: '信号' }).tap();
  await page.getByRole('heading', { level: 1, name: '预警信号' }).waitFor();
});

for (const language of ['zh', 'en'] as const) {
  test(`no page is wider than the phone (${language})`, async () => {
    const page = await visit(`/situation?${SHANDONG}`, { ...phone, language });
    for (const name of ['situation', 'explore', 'signals', 'imports']) {
      await page.goto(`/${name}?${SHANDONG}`);
      await settled(page);
      expect(await clipped(page), name).toEqual([]);
    }
  });
}

for (const language of ['zh', 'en'] as const) {
  test(`no page about people and access is wider than the phone (${language})`, async () => {
    const id = await register(somebody());
    const places = {
      township: ['/people', `/people/${id}`, '/people?view=matches', '/approvals'],
      commander: ['/approvals', '/approvals?view=agency', '/approvals?view=exports'],
      data: ['/approvals?view=rights'],
      security: ['/accounts', '/accounts?view=clients', '/roles'],
      audit: ['/audit'],
    } as const;
    for (const [as, paths] of Object.entries(places)) {
      const page = await visit('about:blank', { ...phone, as: as as keyof typeof places, language });
      for (const path of paths) {
        await page.goto(path);
        await settled(page);
        expect(await clipped(page), path).toEqual([]);
      }
    }
  });
}

test('somebody is found and opened with a thumb', async () => {
  const person = somebody();
  const id = await register(person);
  const page = await visit('/people', { ...phone, as: 'township' });
  await settled(page);
  await page.getByRole('textbox', { name: /证件号码/ }).fill(person.number);
  await page.locator(`a[href*="/people/${id}"]`).tap();
  await page.getByRole('button', { name: '显示身份信息' }).waitFor();
});

test('area and dates are chosen with a thumb', async () => {
  const page = await visit(`/situation?${SHANDONG}`, phone);
  await settled(page);
  await page.getByRole('button', { name: /^选择日期范围/ }).tap();
  const dates = page.getByRole('dialog', { name: '选择日期范围' });
  await dates.getByRole('button', { name: '2月', exact: true }).tap();
  await expect.poll(() => asked(page)).toMatchObject({ from: '2020-02-01', to: '2020-02-29' });

  await page.getByRole('button', { name: /^选择地区/ }).tap();
  await page.getByRole('textbox', { name: '输入名称、代码或拼音' }).fill('济宁');
  await page.getByRole('option', { name: /济宁市/ }).first().tap();
  await page.getByRole('heading', { level: 1, name: '济宁市疫情概况' }).waitFor();
});

test('the search opens and finds on a phone', async () => {
  const page = await visit(`/situation?${SHANDONG}`, phone);
  await settled(page);
  await page.getByRole('button', { name: /^搜索/ }).tap();
  await page.getByRole('combobox', { name: /搜索地区、病种/ }).fill('xzs');
  await page.getByRole('option', { name: /忻州市/ }).first().tap();
  await page.getByRole('heading', { level: 1, name: '忻州市疫情概况' }).waitFor();
});
