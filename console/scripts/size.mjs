// Fails when the script a browser must load before the Situation map shows is heavier than the budget.
// Follows the build manifest from the entry through its static imports and those of the Situation route.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 600;
const DIST = new URL('../dist/', import.meta.url);
const ROOTS = [
  'index.html',
  'src/i18n/zh/index.ts',
  'src/features/situation/SituationPage.tsx',
  'src/charts/echarts.ts',
];

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8'));

/** Adds the chunk and everything it imports statically to `seen`. */
function follow(key, seen) {
  if (seen.has(key)) return;
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the build manifest has no \`${key}\`: correct ROOTS in scripts/size.mjs`);
  seen.add(key);
  for (const next of chunk.imports ?? []) follow(next, seen);
}

const seen = new Set();
for (const root of ROOTS) follow(root, seen);

const files = [...new Set([...seen].map((key) => manifest[key].file))].filter((file) => file.endsWith('.js'));
const sizes = files
  .map((file) => ({ file, bytes: gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length }))
  .sort((a, b) => b.bytes - a.bytes);
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);

for (const { file, bytes } of sizes) process.stdout.write(`${(bytes / 1024).toFixed(1).padStart(8)} KB  ${file}\n`);
process.stdout.write(`${(total / 1024).toFixed(1).padStart(8)} KB  total gzip, budget ${BUDGET_KB} KB\n`);
if (total > BUDGET_KB * 1024) process.exit(1);
