/** Faults on what is stored, in a real cluster: what they did is read from the bytes, and from what a program finds. */
import { beforeAll, expect, test } from 'vitest';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

interface Damage {
  readonly size: number;
  readonly bytes: number;
  readonly bits: number;
  readonly state: string;
}

interface Seen {
  readonly wipe: { readonly first: string; readonly wiped: string; readonly found: number };
  readonly rollback: {
    readonly kept: number;
    readonly grown: number;
    readonly isDown: boolean;
    readonly found: number;
  };
  readonly damaged: Readonly<Record<string, Damage>>;
  readonly nobody: boolean;
  readonly state: string;
  readonly skipped: readonly string[];
  readonly audit: readonly string[];
  readonly crashes: number;
}

describePart('local', await missingForLocal(), 'faults on what a node stores', () => {
  let seen: Seen;
  beforeAll(async () => {
    seen = (await runInside('nemeses/disk/plain-fixture.ts')) as Seen;
  });

  test('wipe leaves nothing, and the program starts with nothing', () => {
    expect(seen.wipe).toEqual({ first: 'synced\nunsynced', wiped: '', found: 0 });
  });

  test('rollback brings a node back with what it had when it began', () => {
    const { kept, grown, isDown, found } = seen.rollback;
    expect(kept).toBeGreaterThan(0);
    expect(grown).toBeGreaterThan(kept);
    expect(isDown).toBe(true);
    expect(found).toBe(kept);
  });

  test('bit-rot flips bits under a program that runs, and of one that is down', () => {
    expect(seen.damaged['running']).toMatchObject({ size: 8_192, bits: 12, state: 'running', starts: 4 });
    expect(seen.damaged['bit-rot']).toMatchObject({ size: 8_192, bits: 12, state: 'gone' });
  });

  test('corrupt-file makes bytes of a file others, and truncate-file takes its end, while the program is down', () => {
    expect(seen.damaged['corrupt-file']).toMatchObject({ size: 8_192, bytes: 64, state: 'gone' });
    expect(seen.damaged['truncate-file']).toMatchObject({ size: 8_092, bytes: 0, state: 'gone' });
  });

  test('where no file matches it is skipped, and the node runs on', () => {
    expect(seen.nobody).toBe(false);
    expect(seen.skipped).toHaveLength(1);
    expect(seen.skipped[0]).toContain('nothing/*');
    expect(seen.state).toBe('running');
    expect(seen.audit).toEqual([]);
    expect(seen.crashes).toBe(0);
  });
});
