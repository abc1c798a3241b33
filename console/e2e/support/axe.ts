/** Accessibility rules that a machine can check, by axe. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

import { still } from './screen';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const OPTIONS: RunOptions = { runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations'] };

/** What breaks WCAG 2 A and AA on the page, one line per element. */
export async function violations(page: Page): Promise<string[]> {
  // What fades in is judged when it stands.
  await still(page);
  await page.evaluate(SOURCE);
  const { violations: found } = await page.evaluate<AxeResults, RunOptions>(
    (options) => (window as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } }).axe.run(options),
    OPTIONS,
  );
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${help}\n    ${html.slice(0, 200)}\n    ${any.map(({ message }) => message).join('; ')}`),
  );
}
