/** Queues before links: an htb class for each peer whose link is slow, as a script for a POSIX shell on the sender's side. */
import type { NetworkState } from '../../contracts/cluster.js';
import type { LinkQuality, LinkTrouble } from '../../contracts/trouble.js';
import { type AddressesOf, type AddressPair, addressPairs } from './addresses.js';
import type { SparedConnection } from './filter.js';

/** The handle of the queue that is ours. */
const HANDLE = 'fa01:';

/** How `tc qdisc show` calls the queue that is ours. */
export const QUEUE_MARK = `qdisc htb ${HANDLE}`;

/** The longest frame without a VLAN tag. */
const FRAME_BYTES = 1_514;
/** How long a queue makes its last packet wait, ms, and how many frames it holds however slow the link is. */
const QUEUE_MS = 250;
const QUEUE_FRAMES = 3;
/** What may leave at once: no less than one frame, or what comes between two looks of the kernel at its clock, ms. */
const BURST_MS = 2;
/** For classes that are there for netem alone. */
const UNLIMITED_KBIT = 10_000_000;
/** Packets that netem keeps while they are delayed. */
const NETEM_PACKETS = 100_000;
/** Without a delay there is nothing that a packet could be let past. */
const REORDER_DELAY_MS = 10;
/** What the kernel has unless it is told otherwise. */
const SEGMENTS_DEFAULT = 65_535;

export interface ShapingOptions {
  /** Where the packets of `node` leave for its peers: a node's eth0, the bridge for the clients. */
  readonly device: string;
  /** Whether this kernel has netem; without it only rates are kept. */
  readonly netem: boolean;
  /** What leaves for it is in a class of its own, as fast as the device is, and before all others. */
  readonly spares?: SparedConnection;
  /** The device's gso_max_segs while nothing is wrong; the default is the kernel's. */
  readonly segments?: number;
}

/**
 * A script that brings the egress of `device` to exactly this, whatever of ours it was before, and touches no queue
 * that is not ours. What has no class of its own is not limited, neighbour discovery included. To run it again replaces
 * the queues, and what waits in them is lost: whoever calls does so when the script is another one.
 *
 * While a link from here has any quality, packets leave one by one as on a wire (gso_max_segs 1; 400 Mb/s here instead of
 * 13 Gb/s), because the kernel otherwise hands on 64 KB of a TCP stream as one packet: too long for a slow link's
 * queue, and lost or measured as a whole by a filter. Loss, mtuBytes and responsesLost are the filter's, never netem's,
 * and so that no packet is lost twice; netem's corrupt is not used, because it leaves the checksums wrong.
 */
export function shapingScript(
  node: string,
  state: NetworkState,
  addressesOf: AddressesOf,
  { device, netem, spares, segments = SEGMENTS_DEFAULT }: ShapingOptions,
): string {
  const links = state.links.filter(({ from }) => from === node);
  const steps = [
    `case "$(tc qdisc show dev ${device})" in *'${QUEUE_MARK}'*) tc qdisc del dev ${device} root;; esac`,
    `ip link set dev ${device} gso_max_segs ${links.length === 0 ? segments : 1}`,
  ];
  const shaped = links.filter(({ quality }) => quality.rateKbit !== undefined || (netem && needsNetem(quality)));
  if (shaped.length === 0) return `${steps.join(' &&\n')}\n`;
  const lines = [
    `qdisc add dev ${device} root handle ${HANDLE} htb`,
    ...(spares === undefined ? [] : sparedLines(spares, device)),
    ...[135, 136].map((type) => neighbourDiscovery(device, type)),
    ...shaped.flatMap((link, index) => classLines(link, (index + 16).toString(16), addressesOf, device, netem)),
  ];
  return `${steps.join(' &&\n')} &&\ntc -batch - <<'END'\n${lines.join('\n')}\nEND\n`;
}

function classLines(
  link: LinkTrouble,
  minor: string,
  addressesOf: AddressesOf,
  device: string,
  netem: boolean,
): readonly string[] {
  const { quality } = link;
  const kbit = quality.rateKbit ?? UNLIMITED_KBIT;
  const burst = Math.max(FRAME_BYTES, Math.round((kbit / 8) * BURST_MS));
  const bits = Math.round(kbit * 1_000);
  const rate = `rate ${bits}bit ceil ${bits}bit burst ${burst} cburst ${burst} quantum ${FRAME_BYTES}`;
  return [
    `class add dev ${device} parent ${HANDLE} classid ${HANDLE}${minor} htb ${rate}`,
    netem && needsNetem(quality)
      ? `qdisc add dev ${device} parent ${HANDLE}${minor} ${netemWords(quality)}`
      : `qdisc add dev ${device} parent ${HANDLE}${minor} bfifo limit ${queueBytes(kbit)}`,
    ...addressPairs(link, addressesOf).map((pair) => filterLine(pair, minor, device)),
  ];
}

/** How many bytes wait before a link of this rate. */
export function queueBytes(rateKbit: number): number {
  return Math.max(QUEUE_FRAMES * FRAME_BYTES, Math.round((rateKbit / 8) * QUEUE_MS));
}

/** The longest that a packet waits in the queue before a link of this rate, ms. */
export function queueDelayMs(rateKbit: number): number {
  return (queueBytes(rateKbit) * 8) / rateKbit;
}

function filterLine({ family, to }: AddressPair, minor: string, device: string): string {
  const [protocol, priority, match] = family === 4 ? ['ip', 4, `ip dst ${to}/32`] : ['ipv6', 3, `ip6 dst ${to}/128`];
  return `filter add dev ${device} parent ${HANDLE} protocol ${protocol} prio ${priority} u32 match ${match} flowid ${HANDLE}${minor}`;
}

/** A priority is one protocol's. Neighbours are found at any speed, as with IPv4, whose ARP is no IP: class 0 is the unlimited one. */
function neighbourDiscovery(device: string, type: number): string {
  const match = `match ip6 protocol 58 0xff match u8 ${type} 0xff at 40`;
  return `filter add dev ${device} parent ${HANDLE} protocol ipv6 prio 1 u32 ${match} flowid ${HANDLE}0`;
}

/** The class of a connection that nothing may be done to; those of links begin at 16. */
function sparedLines({ peer, port }: SparedConnection, device: string): readonly string[] {
  const [protocol, ip, bits, priority] = peer.includes(':') ? ['ipv6', 'ip6', 128, 1] : ['ip', 'ip', 32, 2];
  const match = `match ${ip} dst ${peer}/${bits} match ${ip} protocol 6 0xff match ${ip} sport ${port} 0xffff`;
  return [
    `class add dev ${device} parent ${HANDLE} classid ${HANDLE}2 htb rate ${UNLIMITED_KBIT}kbit prio 0`,
    `filter add dev ${device} parent ${HANDLE} protocol ${protocol} prio ${priority} u32 ${match} flowid ${HANDLE}2`,
  ];
}

function needsNetem({ delay, duplicate, reorder }: LinkQuality): boolean {
  return delay !== undefined || duplicate !== undefined || reorder !== undefined;
}

function netemWords({ delay, duplicate, reorder }: LinkQuality): string {
  const words = ['netem', 'limit', NETEM_PACKETS];
  const ms = delay?.ms ?? (reorder === undefined ? 0 : REORDER_DELAY_MS);
  if (ms > 0 || delay !== undefined) words.push('delay', `${ms}ms`);
  if (delay !== undefined && delay.jitterMs > 0) {
    words.push(`${delay.jitterMs}ms`);
    if (delay.distribution !== 'uniform') words.push('distribution', delay.distribution);
  }
  if (duplicate !== undefined) words.push('duplicate', percent(duplicate));
  if (reorder !== undefined) words.push('reorder', percent(reorder));
  return words.join(' ');
}

function percent(probability: number): string {
  return `${Number((probability * 100).toFixed(6))}%`;
}
