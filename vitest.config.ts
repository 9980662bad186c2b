/** How the tests run: one after the other where they need the machine, so that two cores are enough. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The Docker engine is brought up by `npm test` alone; one file at a time uses whatever engine is there.
    globalSetup: process.env['FAULTLINE_TEST_SETUP'] === '1' ? ['test/setup/global.ts'] : [],
    testTimeout: 60_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
