/** Whatever is done to a disk that can lie, it is what a plain folder would be, and after a power failure what was synced. */
import { expect, test } from 'vitest';
import { diskMissing } from '../../../../harness/cluster/disk/missing.js';
import { missingForLocal, runInside } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';
import type { Random } from './random-fixture.js';

const missing = (await missingForLocal()) ?? (await diskMissing());

describePart('fuse', missing, 'a disk that can lie', () => {
  test('does what a plain folder does, and forgets what a model says', async () => {
    const { failed, report, cuts } = (await runInside('harness/cluster/disk/random-fixture.ts')) as Random;
    if (failed) console.error(report);
    expect(failed).toBe(false);
    expect(cuts).toBeGreaterThan(60);
  }, 120_000);
});
