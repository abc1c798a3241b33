import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

import { describe, expect, it } from 'vitest';

import { resources as en } from './en';
import { resources as zh } from './zh';

/** Written by a program, with the API's own descriptions. */
const GENERATED = 'api/schema.d.ts';

const SRC = join(import.meta.dirname, '..');
const HAN = /\p{Script=Han}/u;

type Texts = { [key: string]: string | Texts };

/** Every text by its dotted key; a plural's forms count as one key, since Chinese has only one. */
function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof value === 'string') flat.set(path.replace(/_(one|other)$/, ''), value);
    else for (const [inner, text] of flatten(value, path)) flat.set(inner, text);
  }
  return flat;
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return ['.ts', '.tsx', '.css'].includes(extname(entry.name)) ? [path] : [];
  });
}

describe('texts', () => {
  const chinese = flatten(zh);
  const english = flatten(en);

  it('has the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('says something under every key', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  it('fills the same placeholders in both languages', () => {
    for (const [key, text] of chinese) expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
  });
});

describe('sources', () => {
  const files = sources(SRC).filter((path) => !relative(SRC, path).startsWith('i18n') && relative(SRC, path) !== GENERATED);

  it('keep Chinese in the texts, where the other language stands beside it', () => {
    const offenders = files.filter((path) => HAN.test(readFileSync(path, 'utf8'))).map((path) => relative(SRC, path));
    expect(offenders).toEqual([]);
  });
});
