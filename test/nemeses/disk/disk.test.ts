/** Faults of a disk that can lie, in a real cluster: what a program meets with, and what it finds after a power cut. */
import { beforeAll, expect, test } from 'vitest';
import { diskMissing } from '../../../harness/cluster/disk/missing.js';
import type { Sample } from '../../../harness/contracts/cluster.js';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

interface Met {
  readonly failures: readonly string[];
  readonly advanced: number;
  readonly state: string;
  readonly after: number;
}

interface Seen {
  readonly lost: {
    readonly unsyncedBytes: number;
    readonly safeAtCut: number;
    readonly left: { readonly synced: number; readonly unsynced: number };
    readonly found: readonly number[];
  };
  readonly tear: {
    readonly whole: number;
    readonly tornBytes: number;
    readonly safeAtTear: number;
    readonly found: readonly number[];
  };
  readonly met: Readonly<Record<'fsync' | 'write' | 'full' | 'readOnly' | 'slow', Met>>;
  readonly audit: readonly string[];
  readonly bad: readonly Sample[];
}

const missing = (await missingForLocal()) ?? (await diskMissing());

describePart('disk', missing, 'faults of a disk that can lie', () => {
  let seen: Seen;
  beforeAll(async () => {
    seen = (await runInside('nemeses/disk/disk-fixture.ts')) as Seen;
  });

  test('lose-unsynced keeps every number that was synced, and not a byte that was not', () => {
    const { unsyncedBytes, safeAtCut, left, found } = seen.lost;
    expect(safeAtCut).toBeGreaterThan(5);
    expect(unsyncedBytes).toBeGreaterThan(10);
    expect(left.unsynced).toBe(0);
    expect(left.synced).toBeGreaterThan(0);
    const [synced = 0, unsynced] = found;
    // What it was about to note when it was killed may be safe as well.
    expect(synced - safeAtCut === 0 || synced - safeAtCut === 1).toBe(true);
    expect(unsynced).toBe(0);
  });

  test('torn-write leaves half of the last write that was not synced, and keeps what was', () => {
    const { whole, tornBytes, safeAtTear, found } = seen.tear;
    expect(whole).toBeGreaterThan(10);
    // One of the two sectors that it writes at once.
    expect(tornBytes).toBe(512);
    expect(found[0]).toBeGreaterThanOrEqual(safeAtTear);
  });

  test('disk-error fails what was asked for with EIO, and nothing else', () => {
    expect(seen.met.fsync).toMatchObject({ failures: ['fsync EIO'], advanced: 0 });
    expect(seen.met.write.failures).toEqual(['write EIO']);
    expect(seen.met.write.advanced).toBeGreaterThan(5);
  });

  test('disk-full fails writes with ENOSPC, and read-only whatever would write with EROFS', () => {
    expect(seen.met.full).toMatchObject({ failures: ['write ENOSPC'] });
    // It may be between opening and writing when the fault comes.
    expect(seen.met.readOnly.advanced).toBe(0);
    expect(seen.met.readOnly.failures.filter((each) => each !== 'write EROFS')).toEqual(['open EROFS']);
  });

  test('slow-disk fails nothing, and lets a program get on slowly', () => {
    expect(seen.met.slow.failures).toEqual(['']);
    expect(seen.met.slow.advanced).toBeGreaterThan(0);
    expect(seen.met.slow.advanced).toBeLessThan(6);
  });

  test('every one of them heals, and is measured when it begins and when it ends', () => {
    for (const { state, after } of Object.values(seen.met)) {
      expect(state).toBe('running');
      expect(after).toBeGreaterThan(5);
    }
    expect(seen.bad).toEqual([]);
    expect(seen.audit).toEqual([]);
  });
});
