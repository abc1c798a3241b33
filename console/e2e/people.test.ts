/** People of one's area: found, shown masked, opened for a purpose, registered, corrected, joined and parted. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { useBrowser, visit } from './support/browser';
import { ELSEWHERE, type Somebody, register, registerTwice, somebody } from './support/people';
import { cells, choose, part, select, settled } from './support/screen';

useBrowser();

const list = (page: Page) => part(page, '居民列表');
const SEARCH = '姓名、拼音首字母、证件号码、电话或出生日期';
const search = (page: Page, text: string) => list(page).getByRole('textbox', { name: SEARCH }).fill(text);
const record = (page: Page, id: string) => list(page).locator(`a[href*="/people/${id}"]`);

/** Opens the identifiers of the record that is shown. */
async function identify(page: Page, purpose = '随访与健康管理') {
  await page.getByRole('button', { name: '显示身份信息' }).click();
  const dialog = page.getByRole('dialog', { name: '显示身份信息' });
  await select(dialog, '目的', purpose);
  await dialog.getByRole('button', { name: '显示并记录' }).click();
  await page.getByText(`身份信息已显示，目的：${purpose}`).waitFor();
}

/** A day as the Chinese console writes it. */
const written = (day: string) => {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
};

/** Everything that would tell who somebody is. */
const secrets = ({ name, number, phone, house }: Somebody) => [name, number, phone, house];

/** What reaches the server by the address of a request, where logs and proxies see it. */
function addresses(page: Page): string[] {
  const seen: string[] = [];
  page.on('request', (request) => seen.push(decodeURIComponent(request.url())));
  return seen;
}

test.each([
  ['the initials of the name', ({ initials }: Somebody) => initials],
  ['the whole name', ({ name }: Somebody) => name],
  ['the identity number', ({ number }: Somebody) => number],
  ['the telephone', ({ phone }: Somebody) => phone],
  ['the day of birth', ({ birth }: Somebody) => birth],
])('somebody is found by %s, and the list shows them masked', async (_, asked) => {
  const person = somebody();
  const id = await register(person);
  const page = await visit('/people', { as: 'township' });
  await settled(page);
  const seen = addresses(page);
  await search(page, asked(person));
  await record(page, id).waitFor();
  expect(await record(page, id).innerText()).toBe(`${person.name[0]}**`);
  const text = await list(page).innerText();
  for (const secret of secrets(person)) expect(text).not.toContain(secret);
  expect(page.url()).not.toContain(encodeURIComponent(asked(person)));
  expect(seen.filter((url) => url.includes(asked(person)))).toEqual([]);
});

test('a search without a hit says what to do', async () => {
  const page = await visit('/people', { as: 'township' });
  await settled(page);
  await search(page, '10099999999');
  await list(page).getByText('没有居民').waitFor();
  await list(page).getByText('请检查输入，或更换地区。只能查到本辖区的居民。').waitFor();
});

test('when the server cannot be reached the list says so and tries again', async () => {
  const page = await visit('about:blank', { as: 'township' });
  let down = true;
  await page.route('**/api/persons?*', (route) => (down ? route.abort() : route.continue()));
  await page.goto('/people');
  await page.getByRole('alert').getByText('无法连接服务器').waitFor();
  down = false;
  await page.getByRole('button', { name: '重试' }).click();
  await list(page).getByRole('table').waitFor();
});

test('a record is opened for a purpose, which stands on the audit trail', async () => {
  const person = somebody();
  const id = await register(person);
  const page = await visit(`/people/${id}`, { as: 'township' });
  await settled(page);
  const main = page.getByRole('main');
  for (const secret of secrets(person)) expect(await main.innerText()).not.toContain(secret);
  await identify(page);
  for (const secret of secrets(person)) expect(await main.innerText()).toContain(secret);
  await page.getByRole('button', { name: '隐藏' }).click();
  for (const secret of secrets(person)) expect(await main.innerText()).not.toContain(secret);

  const trail = await visit(`/audit?action=person.identified&subject_id=${id}`, { as: 'audit' });
  await settled(trail);
  const [head, ...rows] = await cells(part(trail, '审计条目').getByRole('table'));
  const entry = Object.fromEntries(head?.map((title, index) => [title, rows[0]?.[index]]) ?? []);
  expect(rows).toHaveLength(1);
  expect(entry).toMatchObject({ 操作人: 'township', 目的: '随访与健康管理' });
  for (const secret of secrets(person)) expect(await trail.getByRole('main').innerText()).not.toContain(secret);
});

test('a purpose that the posts do not know is refused, and nothing is shown', async () => {
  const person = somebody();
  const page = await visit(`/people/${await register(person)}`, { as: 'township' });
  await settled(page);
  await page.getByRole('button', { name: '显示身份信息' }).click();
  const dialog = page.getByRole('dialog', { name: '显示身份信息' });
  await select(dialog, '目的', '服务质量评价');
  await dialog.getByRole('button', { name: '显示并记录' }).click();
  await dialog.getByRole('alert').getByText('您的岗位不能用于这个目的').waitFor();
  expect(await page.getByRole('main').innerText()).not.toContain(person.number);
});

test('a record elsewhere looks like one that does not exist', async () => {
  const elsewhere = await register(somebody(), { as: 'county', region: ELSEWHERE });
  const nowhere = '01a00000-0000-7000-8000-000000000000';
  const words: string[] = [];
  for (const id of [elsewhere, nowhere]) {
    const page = await visit(`/people/${id}`, { as: 'township' });
    await page.getByText('不能查看这份档案').waitFor();
    words.push(await page.getByRole('main').innerText());
  }
  expect(words[0]).toBe(words[1]);
});

test('somebody is registered, and what is wrong is told beside its field', async () => {
  const person = somebody();
  const page = await visit('/people', { as: 'township' });
  await settled(page);
  await list(page).getByRole('button', { name: '登记居民' }).click();
  const form = page.getByRole('dialog', { name: '登记居民' });
  await form.getByRole('textbox', { name: '姓名 1', exact: true }).fill(person.name);
  await form.getByRole('textbox', { name: '证件 1', exact: true }).fill(`${person.number.slice(0, -1)}${person.number.endsWith('1') ? '2' : '1'}`);
  await form.getByRole('textbox', { name: '电话 1', exact: true }).fill('123');
  await form.getByRole('button', { name: '登记居民' }).click();
  await form.getByText('号码有误，请核对位数和校验码').waitFor();
  await form.getByText('请填 11 位号码，或带区号的 7 至 12 位号码').waitFor();
  await form.getByRole('textbox', { name: '证件 1', exact: true }).fill(person.number);
  await form.getByRole('textbox', { name: '电话 1', exact: true }).fill(person.phone);
  await form.getByRole('button', { name: '登记居民' }).click();
  const done = page.getByRole('dialog', { name: '已登记' });
  await done.getByText('已建立新档案。').waitFor();
  await done.getByRole('button', { name: '打开档案' }).click();
  await page.getByRole('heading', { level: 1, name: '佟**' }).waitFor();
  await identify(page);
  // Sex and day of birth were not typed: the card tells them.
  await part(page, '基本信息').getByText('男', { exact: true }).waitFor();
  expect(await part(page, '基本信息').innerText()).toContain(written(person.birth));
});

test('a record is corrected in the clear, and the history says what was changed', async () => {
  const person = somebody();
  const page = await visit(`/people/${await register(person)}`, { as: 'township' });
  await settled(page);
  await page.getByRole('button', { name: '更正档案' }).click();
  const ask = page.getByRole('dialog', { name: '显示身份信息' });
  await select(ask, '目的', '随访与健康管理');
  await ask.getByRole('button', { name: '显示并记录' }).click();
  const form = page.getByRole('dialog', { name: '更正档案' });
  expect(await form.getByRole('textbox', { name: '证件 1', exact: true }).inputValue()).toBe(person.number);
  await form.getByLabel('街道门牌').first().fill('更正路 7 号');
  await form.getByRole('button', { name: '更正档案' }).click();
  await form.waitFor({ state: 'detached' });
  await part(page, '修改记录').getByRole('cell', { name: '现住址' }).waitFor();
  await identify(page);
  await part(page, '基本信息').getByText(/更正路 7 号/).waitFor();
});

test('a household is founded, and a second member joins it', async () => {
  const [head, child] = [somebody(), somebody()];
  const headId = await register(head);
  await register(child);
  const page = await visit(`/people/${headId}`, { as: 'township' });
  await settled(page);
  await part(page, '家庭成员').getByText('没有登记家庭。').waitFor();
  await part(page, '家庭成员').getByRole('button', { name: '建立家庭' }).click();
  const dialog = page.getByRole('dialog', { name: '建立家庭' });
  await dialog.getByRole('combobox', { name: '增加成员' }).fill(child.number);
  await page.getByTitle(/^佟\*\* · 男/).click();
  await dialog.getByRole('button', { name: '保存成员' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => part(page, '家庭成员').getByRole('row').count()).toBe(3);
  expect(await part(page, '家庭成员').innerText()).toContain('户主');
});

test('two records of one person are joined from the queue, and parted again', async () => {
  const person = somebody();
  const { first, second, match } = await registerTwice(person);
  const page = await visit('/people?view=matches', { as: 'township' });
  await settled(page);
  await part(page, '疑似重复档案').locator(`a[href*="${match}"]`).click();
  await page.getByRole('heading', { level: 1, name: '核对两份档案' }).waitFor();
  await part(page, '逐项比较').getByRole('rowheader', { name: '证件号码' }).waitFor();
  await page.getByRole('button', { name: '是同一人', exact: true }).click();
  const join = page.getByRole('dialog', { name: '是同一人' });
  await select(join, '原因', '电话核实');
  await join.getByRole('button', { name: '是同一人' }).click();
  await page.getByText(/认定为同一人/).waitFor();
  await page.goto('/people?view=matches&state=same');
  await part(page, '疑似重复档案').locator(`a[href*="${match}"]`).waitFor();

  await page.goto(`/people/${first}`);
  await settled(page);
  await part(page, '已合并的档案').getByRole('button', { name: '拆分' }).click();
  const apart = page.getByRole('dialog', { name: '拆分' });
  await select(apart, '原因', '合并有误');
  await apart.getByRole('button', { name: '拆分' }).click();
  await part(page, '已合并的档案').getByText('没有合并过其他档案。').waitFor();
  await page.goto(`/people/${second}`);
  await page.getByRole('heading', { level: 1, name: '佟**' }).waitFor();
});

test('two records of two people stay apart, and are not asked about again', async () => {
  const { match } = await registerTwice(somebody());
  const page = await visit(`/people/matches/${match}`, { as: 'township' });
  await settled(page);
  await page.getByRole('button', { name: '不是同一人' }).click();
  const dialog = page.getByRole('dialog', { name: '不是同一人' });
  await select(dialog, '原因', '当面核实');
  await dialog.getByRole('button', { name: '不是同一人' }).click();
  await page.getByText(/认定为不同人/).waitFor();
  await page.getByRole('link', { name: '返回疑似重复' }).click();
  await settled(page);
  await choose(page, '不同人');
  await part(page, '疑似重复档案').locator(`a[href*="${match}"]`).waitFor();
});
