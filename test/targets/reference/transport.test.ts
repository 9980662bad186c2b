/** What comes over the wire: in whatever pieces, and never other than it was sent. */
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createRandom } from '../../../harness/generator/random.js';
import type { Message } from '../../../targets/reference/server/raft/messages.js';
import { DamagedFile, frame } from '../../../targets/reference/server/storage/frames.js';
import { FrameReader } from '../../../targets/reference/server/transport/frame-reader.js';
import { LineReader } from '../../../targets/reference/server/transport/lines.js';
import { Peers } from '../../../targets/reference/server/transport/peers.js';
import { memberOn } from './servers.js';

const random = createRandom(3);

/** The same bytes, cut anywhere. */
function pieces(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + random.integer(40));
    found.push(bytes.subarray(at, end));
    at = end;
  }
  return found;
}

test('frames come out as they went in, however the stream is cut', () => {
  for (let turn = 0; turn < 200; turn += 1) {
    const payloads = Array.from({ length: 1 + random.integer(10) }, () => 'ü'.repeat(1 + random.integer(50)));
    const reader = new FrameReader('none');
    const got = pieces(Buffer.concat(payloads.map(frame))).flatMap((piece) => [...reader.push(piece)]);
    expect(got).toEqual(payloads);
  }
});

test('a bit that flipped on the way is found before anything of its frame is believed', () => {
  const payloads = ['{"type":"one"}', '{"type":"two"}', '{"type":"three"}'];
  const whole = Buffer.concat(payloads.map(frame));
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const bytes = Buffer.from(whole);
    bytes[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7));
    const reader = new FrameReader('none');
    const got: string[] = [];
    const read = (): void => {
      for (const piece of pieces(bytes)) got.push(...reader.push(piece));
    };
    expect(read).toThrow(DamagedFile);
    expect(payloads.slice(0, got.length)).toEqual(got);
  }
});

test('lines come out as they went in, and one without an end is refused', () => {
  for (let turn = 0; turn < 200; turn += 1) {
    const lines = Array.from({ length: random.integer(10) }, () => 'ß'.repeat(random.integer(50)));
    const reader = new LineReader(10_000);
    const got = pieces(Buffer.from(lines.map((line) => `${line}\n`).join(''))).flatMap((piece) => [
      ...reader.push(piece),
    ]);
    expect(got).toEqual(lines);
  }
  expect(() => new LineReader(10).push(Buffer.from('12345678901'))).toThrow(RangeError);
});

test('a node drops the connection of one that sends damage, and says so', async () => {
  const { host, peerPort: port } = await memberOn('n1');
  const messages: Message[] = [];
  const said: string[] = [];
  const peers = new Peers({
    ...{ self: { type: 'hello', id: 'n1', host, port }, listen: host, flaw: 'none' },
    onMessage: (message) => messages.push(message),
    log: (text) => said.push(text),
  });
  await peers.listen();
  const message: Message = { type: 'heartbeat', from: 'n2', to: 'n1', term: 1, round: 0 };
  const good = frame(JSON.stringify(message));
  const bad = Buffer.from(good);
  bad[bad.length - 5]! ^= 1;
  const socket = connect({ host, port });
  socket.on('error', () => {});
  socket.write(good);
  // It says a byte for what it has read.
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write(Buffer.concat([bad, good]));
  await new Promise((resolve) => socket.once('close', resolve));
  peers.close();
  expect(messages).toEqual([message]);
  expect(said).toEqual([expect.stringContaining('damaged')]);
});
