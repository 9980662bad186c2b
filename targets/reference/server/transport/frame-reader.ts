/** Takes frames out of a stream of bytes. A frame that is not as it was sent ends the stream: what follows is no better. */
import type { Flaw } from '../../flaws.js';
import { DamagedFile, HEADER_BYTES, payloadLength, soundPayload } from '../storage/frames.js';

export class FrameReader {
  private chunks: Buffer[] = [];
  private bytes = 0;
  /** Bytes that are needed before there is any use in looking. */
  private wanted = HEADER_BYTES;

  constructor(private readonly flaw: Flaw) {}

  /** The payloads that are complete now. Throws DamagedFile. */
  push(chunk: Buffer): readonly string[] {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    if (this.bytes < this.wanted) return [];
    const all = Buffer.concat(this.chunks);
    const payloads: string[] = [];
    let at = 0;
    this.wanted = HEADER_BYTES;
    while (all.length - at >= HEADER_BYTES) {
      const length = payloadLength(all, at);
      if (length === null) throw new DamagedFile('what another node sent has no header');
      const end = at + HEADER_BYTES + length;
      if (end > all.length) {
        this.wanted = HEADER_BYTES + length;
        break;
      }
      const payload = soundPayload(all, at, end, this.flaw);
      if (payload === null) throw new DamagedFile('what another node sent is damaged');
      payloads.push(payload.toString('utf8'));
      at = end;
    }
    const rest = all.subarray(at);
    this.chunks = [rest];
    this.bytes = rest.length;
    return payloads;
  }
}
