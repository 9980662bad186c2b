/** Writes what `container.ts` reads. */
import { constants, deflateRawSync } from 'node:zlib';
import { type ColumnPlace, FORMAT_VERSION } from './container.js';
import type { NumberWriter } from './numbers.js';

/** Shorter columns are not worth a stream of their own. */
const MIN_DEFLATED_BYTES = 64;
const MAX_THOROUGH_BYTES = 64 * 1024;

const encoder = new TextEncoder();

export class ContainerWriter {
  /** Of all columns as they are stored. */
  bytes = 0;
  private readonly places: ColumnPlace[] = [];
  private readonly parts: Uint8Array[] = [];

  addNumbers(name: string, numbers: NumberWriter): void {
    this.add(name, numbers.bytes(), numbers.length);
  }

  addText(name: string, text: string): void {
    this.add(name, encoder.encode(text), 1);
  }

  addJson(name: string, json: unknown): void {
    this.addText(name, JSON.stringify(json));
  }

  /** The columns of another one too. */
  append(other: ContainerWriter): void {
    this.places.push(...other.places);
    this.parts.push(...other.parts);
    this.bytes += other.bytes;
  }

  /** Base64: letters, digits, '+', '/' and '=' alone, which mean nothing in an element. */
  text(): string {
    const head = encoder.encode(JSON.stringify({ version: FORMAT_VERSION, places: this.places }));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(head.length);
    return Buffer.concat([length, head, ...this.parts]).toString('base64');
  }

  private add(name: string, bytes: Uint8Array, count: number): void {
    const packed = bytes.length < MIN_DEFLATED_BYTES ? bytes : deflated(bytes);
    const isDeflated = packed.length < bytes.length;
    const stored = isDeflated ? packed : bytes;
    this.places.push({ name, bytes: stored.length, isDeflated, count });
    this.parts.push(stored);
    this.bytes += stored.length;
  }
}

/**
 * The best of three: what looks like noise is smaller without matches, which cost more than the bytes that they stand
 * for; long runs with a few exceptions, with runs alone. Level 9 takes ten times as long on a large column for nothing.
 */
function deflated(bytes: Uint8Array): Uint8Array {
  const level = bytes.length < MAX_THOROUGH_BYTES ? 9 : 6;
  return [
    deflateRawSync(bytes, { level, memLevel: 9 }),
    deflateRawSync(bytes, { level: 6, memLevel: 9, strategy: constants.Z_HUFFMAN_ONLY }),
    deflateRawSync(bytes, { level: 6, memLevel: 9, strategy: constants.Z_RLE }),
  ].reduce((best, each) => (each.length < best.length ? each : best));
}
