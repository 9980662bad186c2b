/** What a change of stored files is left to chance: which file, which place, which bits; from its seed, and so the same again. */
import type { Random } from '../../../contracts/generator.js';
import type { StoredFile } from './listing.js';

/** Bytes of one file that are to be changed: each is combined with its byte of `mask` by exclusive or, and no mask is 0. */
export interface Damage {
  readonly file: StoredFile;
  readonly offset: number;
  readonly mask: Uint8Array;
}

/** Bytes `fromByte` to `toByte`, both included; left out: from the first, to the last. */
export interface ByteRange {
  readonly fromByte?: number;
  readonly toByte?: number;
}

/**
 * `bits` different bits, each as likely as any other that lies in the range in one of the files; fewer where there are
 * fewer. Sorted by file and place, those of one byte together.
 */
export function chooseBits(
  files: readonly StoredFile[],
  { bits, fromByte = 0, toByte = Number.POSITIVE_INFINITY }: ByteRange & { readonly bits: number },
  random: Random,
): readonly Damage[] {
  const spans = files.map((file) => ({ file, bytes: Math.max(0, Math.min(toByte + 1, file.bytes) - fromByte) }));
  const total = spans.reduce((sum, span) => sum + span.bytes, 0);
  const chosen = new Set<number>();
  const wanted = Math.min(bits, total * 8);
  while (chosen.size < wanted) chosen.add(place(random, total) * 8 + random.integer(8));
  const masks = new Map<number, number>();
  for (const bit of [...chosen].sort((left, right) => left - right)) {
    const byte = Math.floor(bit / 8);
    masks.set(byte, (masks.get(byte) ?? 0) | (1 << (bit % 8)));
  }
  return [...masks].flatMap(([byte, mask]) => {
    let before = 0;
    for (const span of spans) {
      if (byte < before + span.bytes) {
        return [{ file: span.file, offset: fromByte + byte - before, mask: Uint8Array.of(mask) }];
      }
      before += span.bytes;
    }
    return [];
  });
}

/** `bytes` of one of the files, or all of it where it has fewer, none of which stays what it is. Null when all are empty. */
export function chooseBytes(files: readonly StoredFile[], bytes: number, random: Random): Damage | null {
  const file = chooseFile(files, random);
  if (file === null) return null;
  const length = Math.min(bytes, file.bytes);
  const offset = place(random, file.bytes - length + 1);
  return { file, offset, mask: Uint8Array.from({ length }, () => 1 + random.integer(255)) };
}

/** One of those that are not empty; null when all are. */
export function chooseFile(files: readonly StoredFile[], random: Random): StoredFile | null {
  const filled = files.filter(({ bytes }) => bytes > 0);
  return filled.length === 0 ? null : random.pick(filled);
}

/** Uniform in [0, bound), which may be more than the 2^32 that an integer of the source can be asked for. */
function place(random: Random, bound: number): number {
  return bound <= 2 ** 31 ? random.integer(bound) : Math.floor(random.real() * bound);
}
