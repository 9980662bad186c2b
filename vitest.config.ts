/** How the tests run: two files at a time, those that only compute behind those that watch a cluster in real time. */
import { configDefaults, defineConfig } from 'vitest/config';

const COMPUTING = ['test/checkers/**/*.test.ts', 'test/workloads/**/*.test.ts', 'test/house/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 2,
    // Of one file, where it says that its tests may run side by side: clusters, each of which waits most of the time.
    maxConcurrency: 2,
    projects: [
      {
        extends: true,
        // They share nothing but what they import, so that a process can run one after the other.
        test: { name: 'computing', isolate: false, include: COMPUTING, setupFiles: ['test/setup/priority.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'running',
          // The Docker engine is brought up by `npm test` alone; one file at a time uses whatever engine is there.
          globalSetup: process.env['FAULTLINE_TEST_SETUP'] === '1' ? ['test/setup/global.ts'] : [],
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...COMPUTING],
        },
      },
    ],
  },
});
