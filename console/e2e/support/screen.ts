/** What a reader sees and does on a page of the console, in words of the page. */
import type { Locator, Page } from 'playwright-core';

/** Waits until nothing on the page is still loading and every picture is drawn. */
export async function settled(page: Page) {
  await page.getByRole('main').waitFor();
  await page.waitForFunction(() => {
    const waiting = '[aria-busy="true"], [role="status"][aria-label="正在加载"], [role="status"][aria-label="Loading"]';
    if (document.querySelector('main')?.innerText.trim() === '' || document.querySelector(waiting)) return false;
    const isDrawn = (canvas: HTMLCanvasElement) => {
      const pen = canvas.getContext('2d');
      if (!pen || canvas.width === 0) return false;
      return new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer).some((pixel) => pixel !== 0);
    };
    return [...document.querySelectorAll('[role="img"]:is(div)')].every((box) => {
      const canvases = [...box.querySelectorAll('canvas')];
      return canvases.length > 0 && canvases.some(isDrawn);
    });
  });
}

/** The part of a page under a heading. */
export const part = (page: Page, name: string | RegExp): Locator => page.getByRole('region', { name }).first();

/** What the navigation offers, from the top. */
export async function navigation(page: Page): Promise<string[]> {
  const links = await page.getByRole('navigation', { name: '主导航' }).getByRole('link').allInnerTexts();
  return links.map((link) => link.trim());
}

/** Takes one of a row of radio buttons, by its words as a mouse does. */
export async function choose(within: Locator | Page, name: string) {
  const radio = within.getByRole('radio', { name, exact: true });
  await radio.waitFor({ state: 'attached' });
  // A menu that still slides in would take the click somewhere else.
  await still('page' in within ? within.page() : within);
  await radio.locator('xpath=..').click();
}

/** Waits until nothing moves but what always does. */
export async function still(page: Page) {
  await page.waitForFunction(() =>
    document.getAnimations().every(({ effect, playState }) => playState !== 'running' || effect?.getComputedTiming().endTime === Infinity),
  );
}

/** Opens a drop-down and takes the option with these words. */
export async function select(within: Locator | Page, label: string, option: string) {
  const field = within.getByRole('combobox', { name: label, exact: true });
  await field.click();
  // A long list is drawn only as far as it is seen; typing narrows it.
  if (await field.isEditable()) await field.fill(option);
  const list = await field.getAttribute('aria-controls');
  const page = 'page' in within ? within.page() : within;
  const wanted = page.locator(`#${list}`).locator('xpath=..').getByTitle(option, { exact: true });
  await wanted.waitFor();
  // A list that unfolds has another option under the mouse for a moment.
  await still(page);
  await wanted.click();
}

/** What the address says. */
export const asked = (page: Page): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams);

/** The texts of a table, row by row, headings first. */
export async function cells(table: Locator): Promise<string[][]> {
  return table.evaluate((element) =>
    [...(element as HTMLTableElement).rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim())),
  );
}

/** A number as the console prints it; `null` when nothing was reported. */
export function numberOf(text: string): number | null {
  const plain = text.replaceAll(',', '');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** Elements whose content is cut off or lies outside the window without a way to scroll to it. */
export async function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) found.push(`the page is ${wide} px wider than the window`);
    const scrolls = (element: Element | null): boolean => {
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
      }
      return false;
    };
    const isHidden = (element: Element): boolean => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.visibility === 'hidden' || style.display === 'none' || style.clipPath !== 'none' || style.opacity === '0') return true;
        const { width, height } = at.getBoundingClientRect();
        if (width <= 1 || height <= 1) return true;
      }
      return false;
    };
    for (const element of document.querySelectorAll('header *, nav *, main *')) {
      const text = (element as HTMLElement).innerText?.trim();
      if (!text || isHidden(element)) continue;
      const { left, right } = element.getBoundingClientRect();
      const name = `${element.tagName.toLowerCase()} “${text.slice(0, 60)}”`;
      if ((left < -1 || right > window.innerWidth + 1) && !scrolls(element)) found.push(`${name} lies outside the window`);
      const style = getComputedStyle(element);
      const cuts = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      if (cuts && !element.getAttribute('title')) found.push(`${name} is cut off`);
    }
    return found;
  });
}
