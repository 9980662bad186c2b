/** Plans how a vDSO is changed: what is written where, so that its clock functions go through our machine code. */
import { parseVdso } from './elf.js';
import { STUB_AARCH64 } from './stub-aarch64.js';
import { STUB_X86_64 } from './stub-x86-64.js';

/** Bytes at one place of the vDSO, before and after. */
export interface Replacement {
  readonly offset: number;
  readonly before: Buffer;
  readonly after: Buffer;
}

export interface PatchPlan {
  /** Where the stub goes, in bytes from the beginning of the vDSO. */
  readonly stubOffset: number;
  /** Code and neutral parameters. */
  readonly stub: Buffer;
  readonly parametersOffset: number;
  readonly entries: readonly Replacement[];
}

export const SETS = ['realtime', 'tai', 'monotonic', 'raw', 'boottime'] as const;
export const SET_WORDS = 7;
export const STROBE_WORDS = 3;
export const BANK_WORDS = SETS.length * SET_WORDS + STROBE_WORDS;
/** Magic and generation come before the two banks. */
export const PARAMETER_WORDS = 2 + 2 * BANK_WORDS;
export const MAGIC = 'FAULTLIN';
/** The least 64-bit number: a line from the beginning of time, a floor under nothing. */
const LEAST = -(2n ** 63n);
const CACHE_LINE_BYTES = 64;
const LONGEST_JUMP_BYTES = 8;

/** Says what to write, or in words why this vDSO cannot be changed. */
export function planPatch(image: Buffer): PatchPlan | string {
  const vdso = parseVdso(image);
  if (vdso === null) return 'its vDSO is not one that we can read';
  const stub = [STUB_X86_64, STUB_AARCH64].find(({ machine }) => machine === vdso.machine);
  if (stub === undefined) return `processor ${vdso.machine} is not one that we have code for`;
  const stubOffset = Math.ceil(vdso.fileEnd / CACHE_LINE_BYTES) * CACHE_LINE_BYTES;
  const bytes = Buffer.concat([stub.code, neutralParameters()]);
  const room = image.length - stubOffset;
  if (room < bytes.length) return `its vDSO has ${Math.max(0, room)} bytes to spare, and we need ${bytes.length}`;
  if (image.subarray(stubOffset).some((byte) => byte !== 0)) return 'the spare bytes of its vDSO are in use';
  const entries: Replacement[] = [];
  for (const { symbol, offset } of stub.entries) {
    const found = vdso.functions.get(symbol);
    if (found === undefined) continue;
    if (found.offset + LONGEST_JUMP_BYTES > stubOffset) return 'its vDSO is not one that we can read';
    const after = jump(stub.machine, found.offset, stubOffset + offset);
    if (after.length > found.bytes) return `${symbol} of its vDSO is only ${found.bytes} bytes long`;
    const before = Buffer.from(image.subarray(found.offset, found.offset + after.length));
    entries.push({ offset: found.offset, before, after });
  }
  if (entries.length === 0) return 'its vDSO has no clock';
  return { stubOffset, stub: bytes, parametersOffset: stubOffset + stub.code.length, entries };
}

/** Parameters that change nothing. */
export function neutralParameters(): Buffer {
  const words = Buffer.alloc(PARAMETER_WORDS * 8);
  words.write(MAGIC, 'latin1');
  for (let bank = 0; bank < 2; bank += 1) {
    for (let set = 0; set < SETS.length; set += 1) {
      const at = (2 + bank * BANK_WORDS + set * SET_WORDS) * 8;
      for (const wordIndex of [0, 3, 6]) words.writeBigInt64LE(LEAST, at + wordIndex * 8);
    }
  }
  return words;
}

function jump(machine: number, from: number, to: number): Buffer {
  if (machine === STUB_X86_64.machine) {
    const bytes = Buffer.from([0xe9, 0, 0, 0, 0]);
    bytes.writeInt32LE(to - (from + bytes.length), 1);
    return bytes;
  }
  // An indirect call may land on `bti c` alone where the vDSO is guarded.
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(0xd503245f, 0);
  bytes.writeUInt32LE((0x14000000 | (((to - (from + 4)) >> 2) & 0x03ffffff)) >>> 0, 4);
  return bytes;
}
