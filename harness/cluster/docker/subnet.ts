/** Finding addresses for a run's network that clash with nothing that this machine or its engine knows. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** An IPv4 network of 256 addresses. */
export interface Subnet {
  /** a.b.c.0/24 */
  readonly cidr: string;
  readonly gateway: string;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

const POOL_FIRST_OCTET = 10;
const POOL_SECOND_OCTETS = { from: 201, to: 247 };

/** Node `index` (from 0) has this host number in both families. */
const FIRST_HOST = 10;
/** That of a controller that is a container itself. The machine has 1. */
const CONTROLLER_HOST = 2;

export function hostAddress(subnet: Subnet, index: number): string {
  return subnet.gateway.replace(/\d+$/, String(FIRST_HOST + index));
}

export function hostAddress6(prefix6: string, index: number): string {
  return `${prefix6}::${(FIRST_HOST + index).toString(16)}`;
}

export function controllerAddress(subnet: Subnet): string {
  return subnet.gateway.replace(/\d+$/, String(CONTROLLER_HOST));
}

export function controllerAddress6(prefix6: string): string {
  return `${prefix6}::${CONTROLLER_HOST}`;
}

export function subnetOf(cidr: string): Subnet | null {
  const match = /^(\d+\.\d+\.\d+)\.0\/24$/.exec(cidr);
  return match === null || rangeOf(cidr) === null ? null : { cidr, gateway: `${match[1]}.1` };
}

/** Subnets of our pool that overlap none of `taken` (CIDRs), beginning at random so that two runs seldom meet. */
export function* freeSubnets(taken: readonly string[], start: number): Generator<Subnet> {
  const busy = taken.flatMap((cidr) => rangeOf(cidr) ?? []);
  const count = (POOL_SECOND_OCTETS.to - POOL_SECOND_OCTETS.from + 1) * 256;
  for (let step = 0; step < count; step += 1) {
    const number = (start + step) % count;
    const prefix = `${POOL_FIRST_OCTET}.${POOL_SECOND_OCTETS.from + Math.floor(number / 256)}.${number % 256}`;
    const range = rangeOf(`${prefix}.0/24`);
    if (range !== null && !busy.some((other) => overlap(range, other))) {
      yield { cidr: `${prefix}.0/24`, gateway: `${prefix}.1` };
    }
  }
}

/** Which of `taken` overlaps this CIDR; null when none does. */
export function clash(cidr: string, taken: readonly string[]): string | null {
  const range = rangeOf(cidr);
  const other = taken.find((candidate) => {
    const busy = rangeOf(candidate);
    return range !== null && busy !== null && overlap(range, busy);
  });
  return other ?? null;
}

/** A unique local IPv6 prefix of 48 bits, as three groups (RFC 4193, section 3.2.2: 40 random bits). */
export function randomPrefix6(): string {
  const bytes = randomBytes(6);
  bytes[0] = 0xfd;
  return [0, 2, 4].map((at) => bytes.readUInt16BE(at).toString(16)).join(':');
}

/** Where the kernel tells a network namespace's routes. */
export const ROUTES_FILE = '/proc/net/route';

/** The destinations of this machine's routes, as CIDRs, without the default route. Empty where it cannot be read. */
export function machineRoutes(): readonly string[] {
  try {
    return routesIn(readFileSync(ROUTES_FILE, 'utf8'));
  } catch {
    return [];
  }
}

/** The same from the text of that file. */
export function routesIn(text: string): readonly string[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.split('\t');
      const [destination, mask] = [littleEndian(fields[1] ?? ''), littleEndian(fields[7] ?? '')];
      return mask === 0 ? [] : [`${dotted(destination)}/${bitsOf(mask)}`];
    });
}

function rangeOf(cidr: string): Range | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return null;
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || bits > 32) return null;
  const size = 2 ** (32 - bits);
  const first = Math.floor((a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / size) * size;
  return { first, last: first + size - 1 };
}

function overlap(left: Range, right: Range): boolean {
  return left.first <= right.last && right.first <= left.last;
}

function littleEndian(hex: string): number {
  return Number.parseInt((hex.match(/../g) ?? []).reverse().join('') || '0', 16);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

function bitsOf(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}
