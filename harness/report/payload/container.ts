/**
 * How a payload travels in a page: named columns of numbers, text and JSON, each deflated where that pays, all of it in
 * base64. `container-writer.ts` makes it; this reads it, in the page and in Node alike.
 */
import { NumberReader } from './numbers.js';

/** Stands in the list; another number is another format. */
export const FORMAT_VERSION = 1;

/** One column in the bytes that follow the list of them. */
export interface ColumnPlace {
  readonly name: string;
  readonly bytes: number;
  readonly isDeflated: boolean;
  /** How many numbers or entries it holds. */
  readonly count: number;
}

interface Column {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** What is in a container. Every method throws Error where the column is missing. */
export class Container {
  constructor(private readonly columns: ReadonlyMap<string, Column>) {}

  has(name: string): boolean {
    return this.columns.has(name);
  }

  count(name: string): number {
    return this.column(name).count;
  }

  numbers(name: string): NumberReader {
    const { bytes, count } = this.column(name);
    return new NumberReader(bytes, count);
  }

  text(name: string): string {
    return new TextDecoder().decode(this.column(name).bytes);
  }

  json(name: string): unknown {
    return JSON.parse(this.text(name)) as unknown;
  }

  private column(name: string): Column {
    const column = this.columns.get(name);
    if (column === undefined) throw new Error(`the data of this page are torn: they have no ${name}`);
    return column;
  }
}

/** `text` is base64, with or without white space around it. Throws Error where it is none of ours. */
export async function readContainer(text: string): Promise<Container> {
  const bytes = fromBase64(text.trim());
  if (bytes.length < 4) throw new Error('the data of this page are missing');
  const headLength = new DataView(bytes.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength))) as {
    readonly version: number;
    readonly places: readonly ColumnPlace[];
  };
  if (head.version !== FORMAT_VERSION) throw new Error(`the data of this page are of version ${head.version}`);
  let at = 4 + headLength;
  const reading = head.places.map(async ({ name, bytes: length, isDeflated, count }) => {
    const packed = bytes.subarray(at, at + length);
    at += length;
    return [name, { bytes: isDeflated ? await inflated(packed) : packed, count }] as const;
  });
  return new Container(new Map(await Promise.all(reading)));
}

/** A loop over `atob` is ten times quicker than Uint8Array.from. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

async function inflated(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
