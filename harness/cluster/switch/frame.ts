/** Ethernet frames: whose they are, and how one bit of what they carry is flipped so that nobody but the reader notices. */
import { isIPv4 } from 'node:net';
import type { Random } from '../../contracts/generator.js';

const IP = 14;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const ICMPV6 = 58;
const TCP = 6;
const UDP = 17;
const IPV6_HEADER_BYTES = 40;

/** IPv6 headers that may stand between the fixed one and the transport's: hop-by-hop, routing, destination options. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60]);

/** Types of ICMPv6 messages, router solicitation to redirect. */
const DISCOVERY_FIRST = 133;
const DISCOVERY_LAST = 137;

/** Source and destination address of an IP frame, as a key; '' when it is none. */
export function pairOf(frame: Buffer): string {
  const type = frame.length < IP + 20 ? 0 : frame.readUInt16BE(12);
  if (type === ETHERTYPE_IPV4) return frame.toString('latin1', IP + 12, IP + 20);
  if (type === ETHERTYPE_IPV6 && frame.length >= IP + IPV6_HEADER_BYTES)
    return frame.toString('latin1', IP + 8, IP + 40);
  return '';
}

/** The key that frames between these addresses have, both IPv4 or both IPv6. */
export function pairKey(source: string, destination: string): string {
  return Buffer.from([...addressBytes(source), ...addressBytes(destination)]).toString('latin1');
}

/** Without neighbour discovery a delayed link would turn into a cut one. */
export function isNeighbourDiscovery(frame: Buffer): boolean {
  if (frame.length <= IP + IPV6_HEADER_BYTES || frame.readUInt16BE(12) !== ETHERTYPE_IPV6) return false;
  const type = frame[IP + IPV6_HEADER_BYTES]!;
  return frame[IP + 6] === ICMPV6 && type >= DISCOVERY_FIRST && type <= DISCOVERY_LAST;
}

/**
 * Flips one bit of the payload of a TCP segment or UDP datagram, any with the same probability, and makes its checksum
 * right again. Answers false, and leaves the frame as it is, when there is no payload or when it is a fragment (its
 * checksum may be in another one).
 */
export function flipPayloadBit(frame: Buffer, random: Random): boolean {
  const place = payloadOf(frame);
  if (place === null || place.end <= place.payload) return false;
  const bit = random.integer((place.end - place.payload) * 8);
  const at = place.payload + (bit >> 3);
  const word = at - ((at - place.transport) & 1);
  const before = wordAt(frame, word, place.end);
  frame[at] = frame[at]! ^ (1 << (bit & 7));
  const after = wordAt(frame, word, place.end);
  const old = frame.readUInt16BE(place.checksum);
  // Of UDP over IPv4, 0 says that there is none.
  if (place.udp && old === 0) return true;
  const updated = updatedChecksum(old, before, after);
  frame.writeUInt16BE(place.udp && updated === 0 ? 0xffff : updated, place.checksum);
  return true;
}

interface Place {
  readonly udp: boolean;
  /** Offsets into the frame; `end` is the first byte that no longer belongs to the packet. */
  readonly transport: number;
  readonly checksum: number;
  readonly payload: number;
  readonly end: number;
}

function payloadOf(frame: Buffer): Place | null {
  if (frame.length < IP + 20) return null;
  const type = frame.readUInt16BE(12);
  if (type === ETHERTYPE_IPV4) {
    const fragment = (frame.readUInt16BE(IP + 6) & 0x3fff) !== 0;
    const transport = IP + (frame[IP]! & 0x0f) * 4;
    return fragment ? null : placeIn(frame, frame[IP + 9]!, transport, IP + frame.readUInt16BE(IP + 2));
  }
  if (type !== ETHERTYPE_IPV6 || frame.length < IP + IPV6_HEADER_BYTES) return null;
  const end = IP + IPV6_HEADER_BYTES + frame.readUInt16BE(IP + 4);
  let protocol = frame[IP + 6]!;
  let transport = IP + IPV6_HEADER_BYTES;
  while (EXTENSIONS.has(protocol) && transport + 8 <= frame.length) {
    protocol = frame[transport]!;
    transport += (frame[transport + 1]! + 1) * 8;
  }
  return placeIn(frame, protocol, transport, end);
}

function placeIn(frame: Buffer, protocol: number, transport: number, end: number): Place | null {
  if (end > frame.length) return null;
  if (protocol === UDP && transport + 8 <= end) {
    return { udp: true, transport, checksum: transport + 6, payload: transport + 8, end };
  }
  if (protocol === TCP && transport + 20 <= end) {
    const payload = transport + (frame[transport + 12]! >> 4) * 4;
    return { udp: false, transport, checksum: transport + 16, payload, end };
  }
  return null;
}

/** A packet of odd length is summed as if a zero followed. */
function wordAt(frame: Buffer, at: number, end: number): number {
  return (frame[at]! << 8) | (at + 1 < end ? frame[at + 1]! : 0);
}

/** RFC 1624, equation 3: the checksum after one of the words under it has changed. */
function updatedChecksum(old: number, before: number, after: number): number {
  let sum = (~old & 0xffff) + (~before & 0xffff) + after;
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function addressBytes(address: string): readonly number[] {
  if (isIPv4(address)) return address.split('.').map(Number);
  const [head = '', tail] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const left = groups(head);
  const right = groups(tail ?? '');
  const middle = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...middle, ...right].flatMap((group) => [group >> 8, group & 0xff]);
}
