/** What files hold, and what of it is durable, against plain arrays of bytes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Contents } from '../../../../../harness/cluster/disk/stored/contents.js';
import { StoredFile } from '../../../../../harness/cluster/disk/stored/file.js';

const LENGTH_MAX = 20_000;
const BLOCK = 4_096;

type Step =
  | {
      readonly kind: 'write';
      readonly file: number;
      readonly offset: number;
      readonly length: number;
      readonly byte: number;
    }
  | { readonly kind: 'truncate'; readonly file: number; readonly size: number }
  | { readonly kind: 'sync'; readonly file: number }
  | { readonly kind: 'revert'; readonly torn: boolean };

/** Around the ends of blocks more often than elsewhere. */
const place = fc.oneof(
  fc.integer({ min: 0, max: LENGTH_MAX }),
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -2, max: 2 }))
    .map(([block, off]) => Math.max(0, block * BLOCK + off)),
);
const file = fc.integer({ min: 0, max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      file,
      offset: place,
      length: fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 3 })),
      byte: fc.integer({ min: 1, max: 255 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('truncate' as const), file, size: place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('sync' as const), file }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revert' as const), torn: fc.boolean() }) },
);

/** The same file as an array: what it is, and what it durably is. */
class Model {
  live = Buffer.alloc(0);
  durable = Buffer.alloc(0);
  last: { offset: number; length: number } | null = null;

  resize(size: number): void {
    const resized = Buffer.alloc(size);
    this.live.copy(resized);
    this.live = resized;
  }

  take(each: Step, half: 'first' | 'second'): void {
    if (each.kind === 'write') {
      this.resize(Math.max(this.live.length, each.offset + each.length));
      this.live.fill(each.byte, each.offset, each.offset + each.length);
      this.last = { offset: each.offset, length: each.length };
    } else if (each.kind === 'truncate') this.resize(each.size);
    else if (each.kind === 'sync') {
      this.durable = Buffer.from(this.live);
      this.last = null;
    } else {
      const before = this.live;
      this.live = Buffer.from(this.durable);
      if (each.torn && this.last !== null) this.tear(before, this.last, half);
      this.durable = Buffer.from(this.live);
      this.last = null;
    }
  }

  /** What was cut off again after it was written is not there to be torn. */
  private tear(before: Buffer, { offset, length }: { offset: number; length: number }, half: 'first' | 'second'): void {
    const inMiddle = offset + Math.floor(length / 2);
    const middle = Math.max(offset, inMiddle - (inMiddle % 512));
    const [begin, end] = half === 'first' ? [offset, middle] : [middle, offset + length];
    const there = before.subarray(begin, Math.min(end, before.length));
    if (there.length === 0) return;
    this.resize(Math.max(this.live.length, begin + there.length));
    there.copy(this.live, begin);
  }
}

test.each([
  ['in memory', Number.MAX_SAFE_INTEGER],
  ['in its file', 3 * BLOCK],
])(
  'after a power failure a file is what it was when it was synced, with what was overwritten kept %s',
  (_, memoryBytesMax) => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.constantFrom('first' as const, 'second' as const),
        (steps, half) => {
          const folder = mkdtempSync(join(tmpdir(), 'faultline-contents-'));
          try {
            const contents = new Contents(folder, memoryBytesMax);
            const files = [2, 3].map((number) => new StoredFile(number, 0o600, { user: 0, group: 0 }));
            const models = files.map(() => new Model());
            for (const each of steps) {
              if (each.kind === 'revert') {
                contents.revert(each.torn ? () => half : null);
                for (const model of models) model.take(each, half);
              } else {
                carryOut(contents, files[each.file]!, each);
                models[each.file]!.take(each, half);
              }
              files.forEach((stored, index) => {
                const bytes = Buffer.alloc(stored.size);
                expect(contents.read(stored, bytes, 0, 0, stored.size + 10)).toBe(stored.size);
                expect(bytes.equals(models[index]!.live)).toBe(true);
              });
              expect(contents.usedBytes).toBe(models.reduce((sum, { live }) => sum + live.length, 0));
            }
            for (const stored of files) contents.remove(stored);
            expect(contents.usedBytes).toBe(0);
          } finally {
            rmSync(folder, { recursive: true });
          }
        },
      ),
      { numRuns: 150 },
    );
  },
);

function carryOut(contents: Contents, stored: StoredFile, each: Exclude<Step, { readonly kind: 'revert' }>): void {
  if (each.kind === 'sync') contents.sync(stored);
  else if (each.kind === 'truncate') contents.truncate(stored, each.size);
  else contents.write(stored, Buffer.alloc(each.length, each.byte), 0, each);
}
