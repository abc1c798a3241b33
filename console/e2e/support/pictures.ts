/** Screenshots for the documentation, taken only when `YUFANG_SCREENSHOTS` says where. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Page } from 'playwright-core';

const DOCUMENTATION = resolve(import.meta.dirname, '../../../docs/images');
const BYTES_MAX = 300 * 1024;

/** `1` means the documentation's own folder, anything else is a folder. */
function folder(): string | null {
  const wish = process.env.YUFANG_SCREENSHOTS;
  if (!wish || wish === '0') return null;
  return wish === '1' ? DOCUMENTATION : resolve(wish);
}

/** Stores what the window shows as `NAME.png`; a picture too large for a repository is an error. */
export async function picture(page: Page, name: string) {
  const into = folder();
  if (!into) return;
  mkdirSync(into, { recursive: true });
  const path = join(into, `${name}.png`);
  await page.evaluate(() => document.fonts.ready);
  // Charts draw themselves in over some frames: the picture is taken when two in a row are alike.
  let shown = await shot(page);
  for (let before: Buffer | undefined; !before || !shown.equals(before); ) {
    before = shown;
    shown = await shot(page);
  }
  writeFileSync(path, shown);
  if (shown.length > BYTES_MAX) throw new Error(`${path} has ${Math.round(shown.length / 1024)} KB; at most ${BYTES_MAX / 1024} KB fit a repository`);
}

const shot = (page: Page) => page.screenshot({ animations: 'disabled', caret: 'hide' });
