/** A flipped bit is one bit, of the payload, and nobody but the application can tell. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flipPayloadBit, isNeighbourDiscovery, pairKey, pairOf } from '../../../../harness/cluster/switch/frame.js';
import { createRandom } from '../../../../harness/generator/index.js';
import { DESTINATION, differingBits, isIntact, layout, type PacketSpec, packet, SOURCE } from './packets.js';

const spec = (minLength: number): fc.Arbitrary<PacketSpec> =>
  fc.record({
    family: fc.constantFrom(4 as const, 6 as const),
    transport: fc.constantFrom('tcp' as const, 'udp' as const),
    // All zeros and all ones are where one's complement has its two zeros.
    payload: fc.oneof(
      fc.uint8Array({ minLength, maxLength: 40 }),
      fc.integer({ min: minLength, max: 9 }).map((length) => new Uint8Array(length).fill(0xff)),
      fc.integer({ min: minLength, max: 9 }).map((length) => new Uint8Array(length)),
    ),
    ipOptions: fc.nat(10),
    tcpOptions: fc.nat(10),
    padding: fc.nat(6),
    unsummed: fc.boolean(),
  });

/** Of TCP, and of UDP over IPv6, there is always a checksum. */
const valid = ({ unsummed = false, ...rest }: PacketSpec): PacketSpec => ({
  ...rest,
  unsummed: unsummed && rest.family === 4 && rest.transport === 'udp',
});

test('flips exactly one bit of the payload, and every checksum verifies', () => {
  fc.assert(
    fc.property(spec(1).map(valid), fc.integer(), (of, seed) => {
      const frame = packet(of);
      const before = Buffer.from(frame);
      expect(isIntact(before, of)).toBe(true);
      expect(flipPayloadBit(frame, createRandom(seed))).toBe(true);
      const { transport, payload } = layout(of);
      const checksum = transport + (of.transport === 'udp' ? 6 : 16);
      const elsewhere = differingBits(before, frame).filter(
        (bit) => bit >> 3 !== checksum && bit >> 3 !== checksum + 1,
      );
      expect(elsewhere).toHaveLength(1);
      expect(elsewhere[0]! >> 3).toBeGreaterThanOrEqual(payload);
      expect(elsewhere[0]! >> 3).toBeLessThan(payload + of.payload.length);
      expect(isIntact(frame, of)).toBe(true);
    }),
    { seed: 1, numRuns: 3_000 },
  );
});

test('never says of a UDP datagram that it has no checksum', () => {
  const flipped = { zero: 0, ones: 0 };
  // Two bytes of payload: the checksum takes every value, so also that which must be sent as its other self.
  for (let word = 0; word < 1 << 16; word += 1) {
    const frame = packet({ family: 4, transport: 'udp', payload: Uint8Array.of(word >> 8, word & 0xff) });
    flipPayloadBit(frame, createRandom(word));
    const checksum = frame.readUInt16BE(40);
    if (checksum === 0) flipped.zero += 1;
    if (checksum === 0xffff) flipped.ones += 1;
  }
  expect(flipped.zero).toBe(0);
  expect(flipped.ones).toBeGreaterThan(0);
});

test('flips every bit of a payload sooner or later', () => {
  const of: PacketSpec = { family: 4, transport: 'udp', payload: new Uint8Array(3), padding: 5 };
  const random = createRandom(3);
  const seen = new Set<number>();
  for (let round = 0; round < 500; round += 1) {
    const frame = packet(of);
    flipPayloadBit(frame, random);
    for (const bit of differingBits(packet(of).subarray(layout(of).payload), frame.subarray(layout(of).payload))) {
      seen.add(bit);
    }
  }
  expect(seen.size).toBe(24);
});

test('leaves packets without payload alone', () => {
  fc.assert(
    fc.property(spec(0).map(valid), (of) => {
      const empty = { ...of, payload: new Uint8Array() };
      const frame = packet(empty);
      expect(flipPayloadBit(frame, createRandom(1))).toBe(false);
      expect(frame.equals(packet(empty))).toBe(true);
    }),
    { seed: 2 },
  );
});

test('leaves fragments alone, whose checksum may stand in another one', () => {
  for (const field of [0x2000, 0x0001, 0x2010]) {
    const frame = packet({ family: 4, transport: 'udp', payload: new Uint8Array(20) });
    frame.writeUInt16BE(field, 20);
    expect(flipPayloadBit(frame, createRandom(1))).toBe(false);
  }
  const frame = packet({ family: 6, transport: 'udp', payload: new Uint8Array(20) });
  frame[20] = 44;
  expect(flipPayloadBit(frame, createRandom(1))).toBe(false);
});

test('never breaks on bytes that are no packet', () => {
  const cut = fc.tuple(spec(0), fc.nat(120)).map(([of, length]) => packet(of).subarray(0, length));
  const damaged = fc.tuple(spec(0), fc.uint8Array({ minLength: 40, maxLength: 40 })).map(([of, bytes]) => {
    const frame = packet(of);
    frame.set(bytes.subarray(0, Math.min(40, frame.length - 14)), 14);
    return frame;
  });
  const anything = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(cut, damaged, anything), (frame) => {
      const before = Buffer.from(frame);
      pairOf(frame);
      isNeighbourDiscovery(frame);
      flipPayloadBit(frame, createRandom(1));
      expect(frame.length).toBe(before.length);
    }),
    { seed: 4, numRuns: 3_000 },
  );
});

test('knows whose a frame is, of either family', () => {
  for (const family of [4, 6] as const) {
    const frame = packet({ family, transport: 'tcp', payload: new Uint8Array(1) });
    expect(pairOf(frame)).toBe(pairKey(SOURCE[family], DESTINATION[family]));
    expect(pairOf(frame)).not.toBe(pairKey(DESTINATION[family], SOURCE[family]));
    frame.writeUInt16BE(0x0806, 12);
    expect(pairOf(frame)).toBe('');
  }
  expect(pairKey('::', '::1')).toBe(`${'\0'.repeat(31)}\x01`);
  expect(pairKey('1:2:3:4:5:6:7:8', 'fd88::a').slice(0, 4)).toBe('\0\x01\0\x02');
});

test('knows neighbour discovery', () => {
  const frame = packet({ family: 6, transport: 'udp', payload: new Uint8Array(20) });
  expect(isNeighbourDiscovery(frame)).toBe(false);
  frame[20] = 58;
  const found = Array.from({ length: 256 }, (_, type) => type).filter((type) => {
    frame[54] = type;
    return isNeighbourDiscovery(frame);
  });
  expect(found).toEqual([133, 134, 135, 136, 137]);
});
