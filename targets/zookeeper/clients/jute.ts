/** Jute, the encoding of ZooKeeper's messages: big-endian numbers, texts and bytes after their length, nothing else. */

/** The length that stands for "there is none", which is something else than an empty one. */
const NONE = -1;

/** Builds one message. Every method answers the writer itself. */
export class Writer {
  private readonly parts: Buffer[] = [];

  int(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeInt32BE(value);
    return this.add(part);
  }

  long(value: bigint): this {
    const part = Buffer.allocUnsafe(8);
    part.writeBigInt64BE(value);
    return this.add(part);
  }

  bool(value: boolean): this {
    return this.add(Buffer.of(value ? 1 : 0));
  }

  bytes(value: Buffer | null): this {
    return value === null ? this.int(NONE) : this.int(value.length).add(value);
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value, 'utf8'));
  }

  /** The message as it is sent: after its own length. */
  framed(): Buffer {
    const body = Buffer.concat(this.parts);
    return Buffer.concat([new Writer().int(body.length).parts[0] ?? body, body]);
  }

  private add(part: Buffer): this {
    this.parts.push(part);
    return this;
  }
}

/** Reads one message, from its beginning. Throws RangeError where it ends before what is asked for. */
export class Reader {
  private at = 0;

  constructor(private readonly message: Buffer) {}

  int(): number {
    this.at += 4;
    return this.message.readInt32BE(this.at - 4);
  }

  long(): bigint {
    this.at += 8;
    return this.message.readBigInt64BE(this.at - 8);
  }

  bool(): boolean {
    this.at += 1;
    return this.message.readUInt8(this.at - 1) !== 0;
  }

  bytes(): Buffer | null {
    const length = this.int();
    if (length === NONE) return null;
    if (length < 0 || length > this.message.length - this.at) throw new RangeError(`${length} bytes are not there`);
    this.at += length;
    return this.message.subarray(this.at - length, this.at);
  }

  text(): string {
    return this.bytes()?.toString('utf8') ?? '';
  }

  texts(): readonly string[] {
    const count = this.int();
    const texts: string[] = [];
    for (let index = 0; index < count; index += 1) texts.push(this.text());
    return texts;
  }

  /** Transaction ids, which are 64 bits wide, as numbers: the epoch in the upper half stays small. Throws Error. */
  zxid(): number {
    const zxid = Number(this.long());
    if (!Number.isSafeInteger(zxid)) throw new Error(`the transaction id ${zxid} is too large`);
    return zxid;
  }
}
