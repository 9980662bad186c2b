/** Numbers of 64 bits in the kernel's messages, as JavaScript's: exact up to 2^53, which no file here is longer than. */

/** Unsigned; loses its last bits beyond 2^53. */
export function readNumber(buffer: Buffer, offset: number): number {
  return buffer.readUInt32LE(offset) + buffer.readUInt32LE(offset + 4) * 2 ** 32;
}

/** A whole number, which may be negative. */
export function writeNumber(buffer: Buffer, value: number, offset: number): void {
  buffer.writeUInt32LE(value >>> 0, offset);
  buffer.writeInt32LE(Math.floor(value / 2 ** 32) | 0, offset + 4);
}

/** Of the two in a row of a time that are signed, as the kernel sends seconds. */
export function readSigned(buffer: Buffer, offset: number): number {
  return buffer.readUInt32LE(offset) + buffer.readInt32LE(offset + 4) * 2 ** 32;
}
