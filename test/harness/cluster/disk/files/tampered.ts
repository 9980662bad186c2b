/** What must be so of a node's data after it was tampered with, whatever kind of node and disk that is. */
import { expect, test } from 'vitest';
import type { Differences, Tampered } from './tamper.js';

const SAME: Differences = { size: 10_000, places: [], bits: 0 };

/** The tests; `seen` answers what was seen, once it was. */
export function describeTampered(seen: () => Tampered): void {
  test('is measured to be as asked for after every change', () => {
    for (const samples of Object.values(seen().samples)) {
      expect(samples.length).toBeGreaterThan(0);
      expect(samples.filter(({ ok }) => !ok)).toEqual([]);
    }
  });

  test('loses as many bits as asked for, within the range, in files that match, the same for the same seed', () => {
    expect(seen().afterFlip.reduce((sum, { bits }) => sum + bits, 0)).toBe(20);
    for (const { size, places } of seen().afterFlip) {
      expect(size).toBe(10_000);
      for (const place of places) expect(place >= 100 && place < 200).toBe(true);
    }
    expect(seen().untouched).toEqual(SAME);
    expect(seen().flippedAgain).toEqual(seen().afterFlip);
  });

  test('is overwritten in one piece, every byte of it', () => {
    const { size, places } = seen().afterOverwrite;
    expect(size).toBe(10_000);
    expect(places).toHaveLength(300);
    expect((places.at(-1) ?? 0) - (places[0] ?? 0)).toBe(299);
  });

  test('loses the end of a file, and nothing before it', () => {
    expect(seen().afterTruncate).toEqual({ size: 9_000, places: [], bits: 0 });
  });

  test('is again what it was when a copy was kept', () => {
    expect(seen().afterRestore).toEqual({ listing: seen().everything, link: 'a.wal', a: SAME, c: SAME });
  });

  test('is gone when it is wiped, and the folders are there', () => {
    expect(seen().afterWipe).toEqual(['.', '.']);
  });

  test('is not changed where there is nothing to change', () => {
    expect(seen().refusals).toEqual({
      noFile: 'no-such-file',
      emptyFile: 'no-such-file',
      beyond: 'no-such-file',
      copyGone: 'no-such-copy',
    });
  });
}
