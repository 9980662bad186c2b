/**
 * One end of the bridge in the tests of the switch: sends and receives datagrams with the time on them, and streams. It
 * takes requests as lines of JSON. CLOCK_MONOTONIC is the same in every namespace, so that delays are one-way.
 */
import { createSocket, type Socket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const UDP_PORT = 4_001;
const TCP_PORT = 4_002;

export interface SendRequest {
  readonly kind: 'send';
  readonly to: string;
  readonly tag: number;
  readonly count: number;
  readonly everyMs: number;
  readonly bytes: number;
}

export type PeerRequest =
  | SendRequest
  /** What arrived with this tag so far, in order. */
  | { readonly kind: 'arrivals'; readonly tag: number }
  /** Lets the peer at `from` send so many bytes over a connection. */
  | { readonly kind: 'fetch'; readonly from: string; readonly bytes: number };

export interface Arrival {
  readonly index: number;
  readonly delayMs: number;
  /** Bits of the payload that are not as they were sent. */
  readonly wrongBits: number;
}

export interface Fetched {
  readonly bytes: number;
  readonly wrongBytes: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

/** Tag, index and time stand first; a flipped bit may hit them too, so each stands there three times. */
const HEADER_BYTES = 16;
const COPIES = 3;

const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const pattern = (at: number): number => (at * 7 + (at >> 8)) & 0xff;
const PATTERN = Buffer.from(Array.from({ length: 1 << 16 }, (_, at) => pattern(at)));
const arrived = new Map<number, Arrival[]>();

function datagram({ tag, bytes }: SendRequest, index: number): Buffer {
  const payload = Buffer.alloc(bytes);
  payload.writeUInt32BE(tag, 0);
  payload.writeUInt32BE(index, 4);
  payload.writeDoubleBE(monotonicMs(), 8);
  for (let copy = 1; copy < COPIES; copy += 1) payload.copy(payload, copy * HEADER_BYTES, 0, HEADER_BYTES);
  PATTERN.copy(payload, COPIES * HEADER_BYTES, 0, bytes - COPIES * HEADER_BYTES);
  return payload;
}

function receive(payload: Buffer): void {
  const nowMs = monotonicMs();
  const [a, b, c] = [0, 1, 2].map((copy) => payload.subarray(copy * HEADER_BYTES, (copy + 1) * HEADER_BYTES));
  const header = Buffer.from(a!.map((byte, at) => (byte & b![at]!) | (byte & c![at]!) | (b![at]! & c![at]!)));
  let wrongBits = 0;
  for (let at = 0; at < payload.length; at += 1) {
    const expected = at < COPIES * HEADER_BYTES ? header[at % HEADER_BYTES]! : PATTERN[at - COPIES * HEADER_BYTES]!;
    for (let bits = payload[at]! ^ expected; bits !== 0; bits &= bits - 1) wrongBits += 1;
  }
  const tag = header.readUInt32BE(0);
  const delayMs = nowMs - header.readDoubleBE(8);
  arrived.set(tag, [...(arrived.get(tag) ?? [])].concat({ index: header.readUInt32BE(4), delayMs, wrongBits }));
}

async function send(request: SendRequest, sockets: { readonly four: Socket; readonly six: Socket }): Promise<void> {
  const socket = request.to.includes(':') ? sockets.six : sockets.four;
  const startMs = monotonicMs();
  for (let index = 0; index < request.count; index += 1) {
    const dueMs = startMs + index * request.everyMs;
    while (monotonicMs() < dueMs)
      await new Promise((resolve) => setTimeout(resolve, dueMs - monotonicMs() > 1 ? 1 : 0));
    await new Promise<void>((resolve, reject) => {
      socket.send(datagram(request, index), UDP_PORT, request.to, (error) => (error ? reject(error) : resolve()));
    });
  }
}

function fetch(from: string, bytes: number): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const startMs = monotonicMs();
    let [got, wrongBytes, firstByteMs] = [0, 0, 0];
    const socket = connect(TCP_PORT, from, () => socket.write(`${bytes}\n`));
    socket.on('data', (chunk) => {
      if (got === 0) firstByteMs = monotonicMs() - startMs;
      const start = got % PATTERN.length;
      // Whole chunks are compared first: only those that differ are looked at byte by byte.
      const expected = Buffer.concat([PATTERN.subarray(start), PATTERN, PATTERN]).subarray(0, chunk.length);
      if (!chunk.equals(expected)) wrongBytes += chunk.filter((byte, at) => byte !== expected[at]).length;
      got += chunk.length;
    });
    socket.on('error', reject);
    socket.on('end', () => resolve({ bytes: got, wrongBytes, firstByteMs, totalMs: monotonicMs() - startMs }));
  });
}

const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', (request) => {
    let left = Number(request.toString());
    const more = (): void => {
      while (left > 0) {
        const piece = PATTERN.subarray(0, Math.min(left, PATTERN.length));
        left -= piece.length;
        if (!socket.write(piece)) {
          socket.once('drain', more);
          return;
        }
      }
      socket.end();
    };
    more();
  });
});

const sockets = { four: createSocket('udp4'), six: createSocket({ type: 'udp6', ipv6Only: true }) };
for (const socket of Object.values(sockets)) {
  socket.on('message', receive);
  await new Promise<void>((resolve) => socket.bind(UDP_PORT, resolve));
  socket.setRecvBufferSize(200_000);
}
await new Promise<void>((resolve) => server.listen(TCP_PORT, '::', resolve));
console.log('"up"');
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as PeerRequest;
  let answer: unknown = null;
  if (request.kind === 'send') await send(request, sockets);
  else if (request.kind === 'arrivals') answer = arrived.get(request.tag) ?? [];
  else answer = await fetch(request.from, request.bytes).catch((error: Error) => ({ error: error.message }));
  console.log(JSON.stringify(answer));
}
process.exit(0);
