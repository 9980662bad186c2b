/** What is left to chance of a change of stored files: within what was asked for, and the same for the same seed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseBits, chooseBytes, chooseFile } from '../../../../../harness/cluster/disk/files/choices.js';
import type { StoredFile } from '../../../../../harness/cluster/disk/files/listing.js';
import { createRandom } from '../../../../../harness/generator/index.js';

const files: fc.Arbitrary<readonly StoredFile[]> = fc
  .array(fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 2 ** 40 })), { maxLength: 5 })
  .map((sizes) => sizes.map((bytes, index) => ({ path: `/data/${index}`, name: `${index}`, bytes })));

const ranges = fc
  .tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }))
  .map((ends) => ({ fromByte: Math.min(...ends), toByte: Math.max(...ends) }));

const ones = (byte: number): number => byte.toString(2).replaceAll('0', '').length;
const bitsOf = (mask: Uint8Array): number => [...mask].reduce((sum, byte) => sum + ones(byte), 0);

test('as many different bits are chosen as were asked for, or all there are, and every one lies in the range', () => {
  fc.assert(
    fc.property(files, ranges, fc.integer({ min: 1, max: 60 }), fc.nat(), (all, range, bits, seed) => {
      const chosen = chooseBits(all, { bits, ...range }, createRandom(seed));
      const inRange = all.reduce((sum, file) => {
        let count = 0;
        for (let byte = range.fromByte; byte <= range.toByte && byte < file.bytes; byte += 1) count += 1;
        return sum + count;
      }, 0);
      expect(chosen.reduce((sum, { mask }) => sum + bitsOf(mask), 0)).toBe(Math.min(bits, inRange * 8));
      expect(new Set(chosen.map(({ file, offset }) => `${file.path} ${offset}`)).size).toBe(chosen.length);
      for (const { file, offset, mask } of chosen) {
        expect(mask).toHaveLength(1);
        expect(offset).toBeGreaterThanOrEqual(range.fromByte);
        expect(offset).toBeLessThanOrEqual(Math.min(range.toByte, file.bytes - 1));
      }
      expect(chooseBits(all, { bits, ...range }, createRandom(seed))).toEqual(chosen);
    }),
  );
});

test('every bit of small files is hit sooner or later', () => {
  const two = [2, 1].map((bytes, index) => ({ path: `/data/${index}`, name: `${index}`, bytes }));
  const hit = new Set<string>();
  for (let seed = 0; seed < 500; seed += 1) {
    const [one] = chooseBits(two, { bits: 1 }, createRandom(seed));
    hit.add(`${one?.file.name} ${one?.offset} ${one?.mask}`);
  }
  expect(hit.size).toBe(24);
});

test('bytes in a row are chosen within one file, and none of them stays what it is', () => {
  fc.assert(
    fc.property(files, fc.integer({ min: 1, max: 50 }), fc.nat(), (all, bytes, seed) => {
      const chosen = chooseBytes(all, bytes, createRandom(seed));
      if (all.every((file) => file.bytes === 0)) {
        expect(chosen).toBeNull();
        return;
      }
      expect(chosen?.mask).toHaveLength(Math.min(bytes, chosen?.file.bytes ?? 0));
      expect((chosen?.offset ?? 0) + (chosen?.mask.length ?? 0)).toBeLessThanOrEqual(chosen?.file.bytes ?? 0);
      expect([...(chosen?.mask ?? [])]).not.toContain(0);
      expect(chooseBytes(all, bytes, createRandom(seed))).toEqual(chosen);
    }),
  );
});

test('an empty file is never chosen', () => {
  fc.assert(
    fc.property(files, fc.nat(), (all, seed) => {
      expect(chooseFile(all, createRandom(seed))?.bytes ?? 1).toBeGreaterThan(0);
    }),
  );
});
