/** Reads the ELF image of a vDSO as it lies in memory: which functions it has, where, and where its bytes end. */

export interface VdsoFunction {
  readonly offset: number;
  readonly bytes: number;
}

export interface Vdso {
  /** ELF's number of the processor: 62 x86-64, 183 aarch64. */
  readonly machine: number;
  readonly functions: ReadonlyMap<string, VdsoFunction>;
  /** End of everything that any tool reads of it, section headers included. */
  readonly fileEnd: number;
}

const PT_DYNAMIC = 2;
const DT_HASH = 4;
const DT_STRTAB = 5;
const DT_SYMTAB = 6;
const DT_GNU_HASH = 0x6ffffef5;
const SYMBOL_BYTES = 24;
const STT_FUNC = 2;
/** No vDSO has more; a damaged table must not make us read for ever. */
const SYMBOLS_MAX = 256;

/** Answers what the image holds, or null when it is not a 64-bit little-endian vDSO that we understand. */
export function parseVdso(image: Buffer): Vdso | null {
  try {
    if (image.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return null;
    const dynamic = dynamicEntries(image);
    const symbols = dynamic.get(DT_SYMTAB);
    const strings = dynamic.get(DT_STRTAB);
    if (symbols === undefined || strings === undefined) return null;
    const functions = new Map<string, VdsoFunction>();
    const count = Math.min(symbolCount(image, dynamic), SYMBOLS_MAX);
    for (let index = 0; index < count; index += 1) {
      const at = symbols + index * SYMBOL_BYTES;
      if ((image.readUInt8(at + 4) & 0xf) !== STT_FUNC) continue;
      const nameAt = strings + image.readUInt32LE(at);
      const name = image.toString('latin1', nameAt, image.indexOf(0, nameAt));
      functions.set(name, { offset: word(image, at + 8), bytes: word(image, at + 16) });
    }
    const sections = word(image, 40) + image.readUInt16LE(58) * image.readUInt16LE(60);
    return { machine: image.readUInt16LE(18), functions, fileEnd: Math.max(sections, loadedEnd(image)) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function* programHeaders(image: Buffer): Generator<{ type: number; address: number; bytes: number }> {
  const first = word(image, 32);
  const size = image.readUInt16LE(54);
  for (let index = 0; index < image.readUInt16LE(56); index += 1) {
    const at = first + index * size;
    yield { type: image.readUInt32LE(at), address: word(image, at + 16), bytes: word(image, at + 40) };
  }
}

function loadedEnd(image: Buffer): number {
  return Math.max(0, ...[...programHeaders(image)].map(({ address, bytes }) => address + bytes));
}

function dynamicEntries(image: Buffer): ReadonlyMap<number, number> {
  const entries = new Map<number, number>();
  for (const { type, address, bytes } of programHeaders(image)) {
    if (type !== PT_DYNAMIC) continue;
    for (let at = address; at + 16 <= address + bytes; at += 16) {
      const tag = word(image, at);
      if (tag === 0) break;
      entries.set(tag, word(image, at + 8));
    }
  }
  return entries;
}

/** The dynamic section does not say it; the hash tables do. */
function symbolCount(image: Buffer, dynamic: ReadonlyMap<number, number>): number {
  const hash = dynamic.get(DT_HASH);
  if (hash !== undefined) return image.readUInt32LE(hash + 4);
  const gnu = dynamic.get(DT_GNU_HASH);
  if (gnu === undefined) return 0;
  const buckets = image.readUInt32LE(gnu);
  const firstHashed = image.readUInt32LE(gnu + 4);
  const bucketsAt = gnu + 16 + image.readUInt32LE(gnu + 8) * 8;
  let last = 0;
  for (let index = 0; index < buckets; index += 1) last = Math.max(last, image.readUInt32LE(bucketsAt + index * 4));
  if (last === 0) return firstHashed;
  const chains = bucketsAt + buckets * 4;
  while ((image.readUInt32LE(chains + (last - firstHashed) * 4) & 1) === 0) last += 1;
  return last + 1;
}

function word(image: Buffer, at: number): number {
  return Number(image.readBigUInt64LE(at));
}
