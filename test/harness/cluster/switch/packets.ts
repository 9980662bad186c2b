/** Frames for the tests of the switch, made and checked from the RFCs, apart from the code under test. */

export interface PacketSpec {
  readonly family: 4 | 6;
  readonly transport: 'tcp' | 'udp';
  readonly payload: Uint8Array;
  /** Words of IPv4 or TCP options, 4 bytes each. */
  readonly ipOptions?: number;
  readonly tcpOptions?: number;
  /** Bytes after the packet, as Ethernet pads short ones. */
  readonly padding?: number;
  /** Of UDP over IPv4: 0 is sent as the checksum. */
  readonly unsummed?: boolean;
}

export const SOURCE = { 4: '10.0.0.1', 6: 'fd00::1' } as const;
export const DESTINATION = { 4: '10.0.0.2', 6: 'fd00:0:0:1::2' } as const;

const ADDRESSES = {
  4: Buffer.from([10, 0, 0, 1, 10, 0, 0, 2]),
  6: Buffer.from('fd000000000000000000000000000001fd000000000000010000000000000002', 'hex'),
} as const;

/** One's complement sum of 16-bit words, RFC 1071. */
function sum(...parts: readonly Uint8Array[]): number {
  let total = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) total += (part[at]! << 8) + (part[at + 1] ?? 0);
  }
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

function pseudoHeader(family: 4 | 6, protocol: number, length: number): Buffer {
  const tail = Buffer.alloc(8);
  tail.writeUInt32BE(length, 0);
  tail.writeUInt32BE(protocol, 4);
  return Buffer.concat([ADDRESSES[family], tail]);
}

/** Offset of the transport header, and of the payload. */
export function layout(spec: PacketSpec): { readonly transport: number; readonly payload: number } {
  const transport = 14 + (spec.family === 4 ? 20 + 4 * (spec.ipOptions ?? 0) : 40);
  return { transport, payload: transport + (spec.transport === 'udp' ? 8 : 20 + 4 * (spec.tcpOptions ?? 0)) };
}

export function packet(spec: PacketSpec): Buffer {
  const { transport, payload } = layout(spec);
  const protocol = spec.transport === 'tcp' ? 6 : 17;
  const end = payload + spec.payload.length;
  const frame = Buffer.alloc(end + (spec.padding ?? 0), 0xee);
  frame.writeUInt16BE(spec.family === 4 ? 0x0800 : 0x86dd, 12);
  frame.fill(0, 14, payload);
  if (spec.family === 4) {
    frame[14] = 0x40 | ((transport - 14) / 4);
    frame.writeUInt16BE(end - 14, 16);
    frame.writeUInt16BE(0x4000, 20);
    frame[22] = 64;
    frame[23] = protocol;
    ADDRESSES[4].copy(frame, 26);
    frame.writeUInt16BE(~sum(frame.subarray(14, transport)) & 0xffff, 24);
  } else {
    frame[14] = 0x60;
    frame.writeUInt16BE(end - transport, 18);
    frame[20] = protocol;
    frame[21] = 64;
    ADDRESSES[6].copy(frame, 22);
  }
  frame.writeUInt16BE(4_001, transport);
  frame.writeUInt16BE(4_002, transport + 2);
  if (spec.transport === 'udp') frame.writeUInt16BE(end - transport, transport + 4);
  else frame[transport + 12] = ((payload - transport) / 4) << 4;
  frame.set(spec.payload, payload);
  const segment = frame.subarray(transport, end);
  const checksum = ~sum(pseudoHeader(spec.family, protocol, segment.length), segment) & 0xffff;
  const written = spec.unsummed === true ? 0 : spec.transport === 'udp' && checksum === 0 ? 0xffff : checksum;
  frame.writeUInt16BE(written, transport + (spec.transport === 'udp' ? 6 : 16));
  return frame;
}

/** Would a receiver take it for intact? */
export function isIntact(frame: Buffer, spec: PacketSpec): boolean {
  const { transport, payload } = layout(spec);
  const segment = frame.subarray(transport, payload + spec.payload.length);
  const checksum = segment.readUInt16BE(spec.transport === 'udp' ? 6 : 16);
  if (spec.transport === 'udp' && checksum === 0) return spec.unsummed === true && spec.family === 4;
  const header = spec.family === 4 ? sum(frame.subarray(14, transport)) : 0xffff;
  const protocol = spec.transport === 'tcp' ? 6 : 17;
  return header === 0xffff && sum(pseudoHeader(spec.family, protocol, segment.length), segment) === 0xffff;
}

/** Positions of the bits in which two frames differ. */
export function differingBits(one: Uint8Array, other: Uint8Array): readonly number[] {
  return [...one].flatMap((byte, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => ((byte ^ other[at]!) >> bit) & 1).map((bit) => at * 8 + bit),
  );
}
