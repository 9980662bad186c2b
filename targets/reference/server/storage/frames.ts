/**
 * Frames: how bytes are laid into a file so that a write that was cut short is told from damage. A frame is written, and
 * made durable, before the next one is begun. So a last frame that is broken may have been cut short by a crash, and
 * nobody was told that it is there; one that is broken and has another behind it was durable once, and was damaged since.
 */
import { crc32 } from 'node:zlib';
import type { Flaw } from '../../flaws.js';

/** No UTF-8 text has the first byte, so that no payload looks like the beginning of a frame. */
const MAGIC = 0xfa46_4c31;
/** Magic number, length of the payload, checksum of the payload, checksum of these twelve bytes. */
export const HEADER_BYTES = 16;

/** A file is not as it was written: the node that has it must not go on. */
export class DamagedFile extends Error {
  override readonly name: string = 'DamagedFile';
}

export function frame(payload: string): Buffer {
  const bytes = Buffer.from(payload, 'utf8');
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(MAGIC, 0);
  header.writeUInt32BE(bytes.length, 4);
  header.writeUInt32BE(crc32(bytes), 8);
  header.writeUInt32BE(crc32(header.subarray(0, 12)), 12);
  return Buffer.concat([header, bytes]);
}

/** Says that all before it is durable, for the time in which no other frame follows. */
export const SEAL = frame('');

/** The payloads of a file, and where a torn tail begins. Throws DamagedFile. */
export function readFrames(
  bytes: Buffer,
  name: string,
  flaw: Flaw,
): { readonly payloads: readonly string[]; readonly end: number } {
  const payloads: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = payloadLength(bytes, at);
    const end = at + HEADER_BYTES + (length ?? 0);
    const payload = length === null || end > bytes.length ? null : soundPayload(bytes, at, end, flaw);
    if (payload === null) {
      if (hasFrameBehind(bytes, at + 1)) throw new DamagedFile(`${name} is damaged at byte ${at}, with more behind it`);
      break;
    }
    if (payload.length > 0) payloads.push(payload.toString('utf8'));
    at = end;
  }
  return { payloads, end: at };
}

/** As the header says that stands there; null where none does. */
export function payloadLength(bytes: Buffer, at: number): number | null {
  if (at + HEADER_BYTES > bytes.length || bytes.readUInt32BE(at) !== MAGIC) return null;
  return crc32(bytes.subarray(at, at + 12)) === bytes.readUInt32BE(at + 12) ? bytes.readUInt32BE(at + 4) : null;
}

/** Null where it is not what its header says. */
export function soundPayload(bytes: Buffer, at: number, end: number, flaw: Flaw): Buffer | null {
  const payload = bytes.subarray(at + HEADER_BYTES, end);
  if (flaw === 'no-checksum') return payload;
  return crc32(payload) === bytes.readUInt32BE(at + 8) ? payload : null;
}

function hasFrameBehind(bytes: Buffer, from: number): boolean {
  for (let at = bytes.indexOf(MAGIC >>> 24, from); at >= 0; at = bytes.indexOf(MAGIC >>> 24, at + 1)) {
    if (payloadLength(bytes, at) !== null) return true;
  }
  return false;
}
