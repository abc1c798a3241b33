import { defineConfig } from 'vitest/config';

/** The tests drive a real browser against a running server, named by `YUFANG_URL`. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../node_modules/.vite-e2e',
  test: {
    environment: 'node',
    include: ['**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // A browser on a machine under load may lose a click; what fails twice is broken. The report names every retry.
    retry: 1,
    expect: { poll: { timeout: 20_000, interval: 100 } },
    // Each file has a browser of its own; two at once is what a small machine carries.
    maxWorkers: 2,
  },
});
