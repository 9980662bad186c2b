/** A disk in trouble: what is wrong with it reaches real programs, is measured as it is, and ends. */
import { beforeAll, expect, test } from 'vitest';
import { diskMissing } from '../../../../harness/cluster/disk/missing.js';
import { missingForLocal, runInside } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';
import type { Troubles } from './trouble-fixture.js';

const missing = (await missingForLocal()) ?? (await diskMissing());

describePart('fuse', missing, 'a disk in trouble', () => {
  let seen: Troubles;
  beforeAll(async () => {
    seen = (await runInside('harness/cluster/disk/trouble-fixture.ts')) as Troubles;
  });

  test('is measured as it is, not as it is not, and as clean afterwards', () => {
    const { errors, full, readOnly, slow, narrow, sideBySide } = seen;
    for (const each of [...Object.values(errors), full, readOnly, slow, narrow, sideBySide]) {
      expect(each.wrong).toEqual([]);
      expect(each.clean).toEqual([]);
      expect(each.measured).toBeGreaterThan(0);
      expect(each.inForce).toBe(1);
    }
    for (const each of [...Object.values(errors), readOnly]) expect(each.unlike).toBeGreaterThan(0);
  });

  test('fails reads, writes and syncs with EIO', () => {
    const { write, fsync, read } = seen.errors;
    expect(write.result.output).toContain('Input/output error');
    // Its two outputs come in either order.
    expect(write.result.output).toMatch(/^kept$/m);
    expect(fsync.result.exitCode).toBe(1);
    expect(fsync.result.output).toContain('Input/output error');
    // Also what the kernel had in its memory before, and what it has just read.
    expect(read.result.map(({ exitCode }) => exitCode)).toEqual([1, 1, 0]);
    expect(seen.readAgain.output).toBe('5');
  });

  test('fails on the files that match alone', () => {
    const [elsewhere, there] = seen.errors.files.result;
    expect(elsewhere?.exitCode).toBe(0);
    expect(there?.output).toContain('I/O error');
  });

  test('fails as often as it is asked to', () => {
    // 400 at a quarter: six standard deviations.
    expect(Math.abs(seen.errors.some.result - 100)).toBeLessThan(52);
  });

  test('is full at the size, and has room again when something is removed', () => {
    const { written, made, overwritten, afterRemoval, allocated } = seen.full.result;
    expect(written.output).toContain('No space left on device');
    expect(written.output).toMatch(/50000$/);
    expect(made.output).toContain('No space left on device');
    expect(overwritten.exitCode).toBe(0);
    expect(afterRemoval.output).toBe('40000');
    expect(allocated.output).toContain('No space left on device');
  });

  test('changes nothing while it is read-only', () => {
    const { read, ...others } = seen.readOnly.result;
    expect(read.output).toBe('kept');
    for (const { exitCode, output } of Object.values(others)) {
      expect(exitCode).not.toBe(0);
      expect(output).toContain('Read-only file system');
    }
  });

  test('is slow per operation and per byte, and does not make one wait for the other', () => {
    expect(seen.slow.result).toBeGreaterThanOrEqual(200);
    expect(seen.narrow.result).toBeGreaterThanOrEqual(900);
    expect(seen.readAgainSlowly.result).toBeGreaterThanOrEqual(150);
    expect(seen.sideBySide.result).toBeGreaterThanOrEqual(100);
    expect(seen.sideBySide.result).toBeLessThan(700);
  });

  test('still loses what was not synced', () => {
    expect(seen.cutInTrouble).toEqual([]);
  });

  test('rots under a program that reads, for good', () => {
    const { readBefore, samples, readAfter, survives } = seen.rot;
    expect(readBefore).toBe('0');
    expect(samples.filter(({ ok }) => !ok)).toEqual([]);
    expect(readAfter).toBe('9');
    expect(survives).toBe('9');
    expect(seen.noSuchFile).toBe('no-such-file');
  });

  test('serves several programs at once', () => {
    expect(seen.hammer.output).toBe('0');
  });

  test('shows nobody its witnesses', () => {
    expect(seen.hidden.output.split('\n').filter((line) => line.includes('faultline'))).toHaveLength(2);
    expect(seen.hidden.output.split('\n').slice(0, 2)).toEqual(['.', '..']);
  });

  test('counts', () => {
    const { reads, writes, syncs, errorsInjected } = seen.counts;
    for (const count of [reads, writes, syncs, errorsInjected]) expect(count).toBeGreaterThan(100);
  });

  test('leaves nothing, closed or killed', () => {
    expect(seen.auditBefore).toEqual([]);
    expect(seen.auditAfter).toEqual([]);
    expect(seen.afterKill.gone).toBe('disk-gone');
    expect(seen.afterKill.isMounted).toBe(false);
    expect(seen.afterKill.audit).toHaveLength(1);
  });
});
