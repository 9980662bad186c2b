/** What becomes of a packet, as nftables sets and chains that hold for the families bridge and inet alike. */
import type { Cut, LinkQuality, LinkTrouble } from '../../contracts/trouble.js';
import { type AddressesOf, addressPairs } from './addresses.js';
import { burstChain, type Loss } from './bursts.js';

/** Chains of `dropping` and `answering`, to be jumped to from the hooks. */
export interface Rules {
  /** Sets, maps and chains. */
  readonly text: string;
  /** The chain to begin with; null when there is nothing to do. */
  readonly chain: string | null;
}

const NOTHING: Rules = { text: '', chain: null };

/**
 * Neighbour discovery must pass: an IPv6 sender asks for its receiver's link address, and the answer travels against
 * the direction that is meant. Dropping it would turn a one-way cut into a two-way one after a while.
 */
const NEIGHBOUR_DISCOVERY = 'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept';

/** Chances are told to this precision. */
const CHANCES = 1_000_000;

/** Bytes that may come at once where we can only police: two packets. The kernel adds what a second carries. */
const POLICE_BURST_BYTES = 3_028;

/**
 * Cuts without an answer, and what of the quality of links needs no queue. `policed`: links whose rate
 * is held by dropping, because their sender's queue is not ours.
 */
export function dropping(
  cuts: readonly Cut[],
  links: readonly LinkTrouble[],
  addressesOf: AddressesOf,
  policed: (link: LinkTrouble) => boolean = () => false,
): Rules {
  const groups = groupByRules(links, policed);
  const silent = cuts.filter(({ how }) => how === undefined);
  const parts = [
    matching('cut', silent.filter(isWhole), addressesOf, 'drop'),
    matching('port', silent.filter(hasPort), addressesOf, 'drop'),
    ...groups.map(({ directions }, index) => matching(`link${index}`, directions, addressesOf, `jump quality${index}`)),
  ];
  const rules = parts.flatMap((part) => part.rules);
  if (rules.length === 0) return NOTHING;
  const burst = groups.some(({ loss }) => loss !== undefined && burstChain(loss) !== null);
  const payload = groups.some(({ rules: lines }) => lines.includes(PAYLOAD_JUMP));
  const text = [
    ...parts.flatMap((part) => part.sets),
    ...(burst ? [stateSet('bad4', 'ipv4_addr'), stateSet('bad6', 'ipv6_addr')] : []),
    ...(payload ? [chain('payload', PAYLOAD_RULES)] : []),
    ...groups.map((group, index) => chain(`quality${index}`, group.rules)),
    chain('trouble', [NEIGHBOUR_DISCOVERY, ...rules]),
  ];
  return { text: text.join(''), chain: 'trouble' };
}

/**
 * Cuts whose sender is told. Answers themselves pass, or two that cut each other off would tell each other nothing;
 * and a reset that passes also breaks the connection at the end that was not told by us.
 */
export function answering(cuts: readonly Cut[], addressesOf: AddressesOf): Rules {
  const resets = cuts.filter(({ how }) => how === 'reset');
  const refusals = cuts.filter(({ how }) => how === 'reject');
  const parts = [
    matching('reset', resets.filter(isWhole), addressesOf, 'goto answer_reset'),
    matching('reset_port', resets.filter(hasPort), addressesOf, 'goto answer_reset'),
    matching('refuse', refusals.filter(isWhole), addressesOf, 'goto answer_refuse'),
    matching('refuse_port', refusals.filter(hasPort), addressesOf, 'goto answer_refuse'),
  ];
  const rules = parts.flatMap((part) => part.rules);
  if (rules.length === 0) return NOTHING;
  const text = [
    ...parts.flatMap((part) => part.sets),
    chain('answer_refuse', ['reject with icmpx admin-prohibited']),
    chain('answer_reset', [
      'tcp flags & rst == rst accept',
      'meta l4proto tcp reject with tcp reset',
      'goto answer_refuse',
    ]),
    chain('answer', [
      NEIGHBOUR_DISCOVERY,
      'icmp type destination-unreachable accept',
      'icmpv6 type destination-unreachable accept',
      ...rules,
    ]),
  ];
  return { text: text.join(''), chain: 'answer' };
}

export function chain(name: string, rules: readonly string[]): string {
  return `  chain ${name} {\n    ${rules.join('\n    ')}\n  }\n`;
}

function hasPort({ port }: Cut): boolean {
  return port !== undefined;
}

function isWhole({ port }: Cut): boolean {
  return port === undefined;
}

interface Matching {
  readonly sets: readonly string[];
  readonly rules: readonly string[];
}

/** Sets of (source . destination) pairs, or of those with a port, and the rules that look into them. */
function matching(
  name: string,
  directions: readonly (Cut | LinkTrouble)[],
  addressesOf: AddressesOf,
  verdict: string,
): Matching {
  const sets: string[] = [];
  const rules: string[] = [];
  for (const family of [4, 6] as const) {
    const elements = new Set<string>();
    let byPort = false;
    for (const direction of directions) {
      const port = 'port' in direction ? direction.port : undefined;
      byPort ||= port !== undefined;
      const pair = addressPairs(direction, addressesOf).find((candidate) => candidate.family === family);
      if (pair !== undefined) elements.add(`${pair.from} . ${pair.to}${port === undefined ? '' : ` . ${port}`}`);
    }
    if (elements.size === 0) continue;
    const set = `${name}${family}`;
    const type = `ipv${family}_addr . ipv${family}_addr${byPort ? ' . inet_service' : ''}`;
    sets.push(`  set ${set} {\n    type ${type}\n    elements = { ${[...elements].join(', ')} }\n  }\n`);
    if (!byPort) rules.push(`${pairKey(family)} @${set} ${verdict}`);
    else {
      for (const end of ['sport', 'dport']) {
        rules.push(`meta l4proto { tcp, udp } ${pairKey(family)} . th ${end} @${set} ${verdict}`);
      }
    }
  }
  return { sets, rules };
}

function pairKey(family: 4 | 6): string {
  const protocol = family === 4 ? 'ip' : 'ip6';
  return `${protocol} saddr . ${protocol} daddr`;
}

interface Group {
  readonly rules: readonly string[];
  readonly loss: Loss | undefined;
  readonly directions: readonly LinkTrouble[];
}

/** Directions that are treated alike share one chain, so that many nodes make no long script. */
function groupByRules(links: readonly LinkTrouble[], policed: (link: LinkTrouble) => boolean): readonly Group[] {
  const groups = new Map<string, { rules: readonly string[]; loss: Loss | undefined; directions: LinkTrouble[] }>();
  for (const link of links) {
    const rules = qualityRules(link.quality, policed(link));
    if (rules.length === 0) continue;
    const key = rules.join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { rules, loss: link.quality.loss, directions: [link] });
    else group.directions.push(link);
  }
  return [...groups.values()];
}

function qualityRules(quality: LinkQuality, policed: boolean): readonly string[] {
  const rules: string[] = [];
  if (quality.mtuBytes !== undefined) {
    rules.push(`ip length > ${quality.mtuBytes} drop`);
    rules.push(`ip6 length > ${Math.max(0, quality.mtuBytes - IP6_HEADER_BYTES)} drop`);
  }
  if (quality.responsesLost === true) rules.push(PAYLOAD_JUMP);
  if (quality.loss !== undefined) rules.push(...lossRules(quality.loss));
  if (policed && quality.rateKbit !== undefined) {
    const bytes = Math.max(1, Math.round(quality.rateKbit * 125));
    rules.push(`limit rate over ${bytes} bytes/second burst ${POLICE_BURST_BYTES} bytes drop`);
  }
  return rules;
}

/**
 * In bursts: a direction is in the set while the next packet is lost for sure. The packet that begins a burst stays
 * out of the set as often as it is also the last one. With b = begin and e = end of the chain, leaving the set with
 * e / (1 - b) makes up for bursts that follow each other without a packet between.
 */
function lossRules(loss: Loss): readonly string[] {
  if (loss.probability <= 0) return [];
  if (loss.probability >= 1) return ['drop'];
  const bursts = burstChain(loss);
  if (bursts === null) return [`${chance('<', loss.probability)} drop`];
  const leave = bursts.end / (1 - bursts.begin);
  const families = [4, 6] as const;
  return [
    ...families.flatMap((family) => [
      `${pairKey(family)} @bad${family} ${chance('<', leave)} delete @bad${family} { ${pairKey(family)} } drop`,
      `${pairKey(family)} @bad${family} drop`,
    ]),
    `${chance('>=', bursts.begin)} return`,
    ...families.map((family) => `${chance('<', 1 - leave)} add @bad${family} { ${pairKey(family)} }`),
    'drop',
  ];
}

function chance(comparison: '<' | '>=', probability: number): string {
  return `numgen random mod ${CHANCES} ${comparison} ${Math.max(1, Math.round(probability * CHANCES))}`;
}

function stateSet(name: string, type: string): string {
  return `  set ${name} {\n    type ${type} . ${type}\n    size 65536\n    flags dynamic\n  }\n`;
}

const IP6_HEADER_BYTES = 40;
const PAYLOAD_JUMP = 'meta l4proto tcp jump payload';
/** A segment with payload is longer than its headers; those of TCP are 5 to 15 words long. */
const PAYLOAD_RULES = Array.from({ length: 11 }, (_, index) => 5 + index).flatMap((words) => [
  `tcp doff ${words} ip length > ${20 + 4 * words} drop`,
  `tcp doff ${words} ip6 length > ${4 * words} drop`,
]);
