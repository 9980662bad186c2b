/** The packet filters of cuts, as nftables scripts: one table of our own, replaced whole in one transaction. */
import { CLIENTS, type Cut } from '../contracts/cluster.js';

/** The name of every table of ours. */
export const TABLE = 'faultline';

/** Both addresses of a node, or of the controller. */
export interface Addresses {
  readonly address: string;
  readonly address6: string | null;
}

/**
 * Neighbour discovery must pass: an IPv6 sender asks for its receiver's link address, and the answer travels against
 * the direction that is meant. Dropping it would turn a one-way cut into a two-way one after a while.
 */
const NEIGHBOUR_DISCOVERY = 'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept';

/** Removes our table, whether or not it is there. */
export function removeTable(family: 'bridge' | 'inet'): string {
  return `table ${family} ${TABLE}\ndelete table ${family} ${TABLE}\n`;
}

/**
 * All cuts of a cluster whose nodes hang on one bridge: sets of (source . destination) address pairs in one table of
 * family bridge, so that every link, one-way ones and established flows included, is cut in one kernel transaction.
 */
export function bridgeScript(cuts: readonly Cut[], addressesOf: (name: string) => Addresses): string {
  if (cuts.length === 0) return removeTable('bridge');
  const pairs4: string[] = [];
  const pairs6: string[] = [];
  for (const cut of cuts) {
    const from = addressesOf(cut.from);
    const to = addressesOf(cut.to);
    pairs4.push(`${from.address} . ${to.address}`);
    if (from.address6 !== null && to.address6 !== null) pairs6.push(`${from.address6} . ${to.address6}`);
  }
  // Nodes talk through 'forward'; the controller, whose address is the bridge's own, through 'input' and 'output'.
  const chains = ['forward', 'input', 'output'].map((hook) =>
    chain(hook, ['ip saddr . ip daddr @pairs4 drop', 'ip6 saddr . ip6 daddr @pairs6 drop']),
  );
  return `${removeTable('bridge')}table bridge ${TABLE} {
${set('pairs4', 'ipv4_addr . ipv4_addr', pairs4)}${set('pairs6', 'ipv6_addr . ipv6_addr', pairs6)}${chains.join('')}}
`;
}

/**
 * The cuts of one node, for its own network namespace. What comes in is dropped on arrival, because dropping what goes
 * out makes a sender see an error that no network gives; only towards the clients, whose filter is not ours, is it
 * dropped on its way out.
 */
export function nodeScript(node: string, cuts: readonly Cut[], addressesOf: (name: string) => Addresses): string {
  const incoming = cuts.filter((cut) => cut.to === node).map((cut) => addressesOf(cut.from));
  const outgoing = cuts.filter((cut) => cut.from === node && cut.to === CLIENTS).map((cut) => addressesOf(cut.to));
  if (incoming.length === 0 && outgoing.length === 0) return removeTable('inet');
  return `${removeTable('inet')}table inet ${TABLE} {
${addressSets('in', incoming)}${addressSets('out', outgoing)}${chain('input', ['ip saddr @in4 drop', 'ip6 saddr @in6 drop'])}${chain('output', ['ip daddr @out4 drop', 'ip6 daddr @out6 drop'])}}
`;
}

function addressSets(name: string, addresses: readonly Addresses[]): string {
  const sixes = addresses.flatMap(({ address6 }) => (address6 === null ? [] : [address6]));
  return (
    set(
      `${name}4`,
      'ipv4_addr',
      addresses.map(({ address }) => address),
    ) + set(`${name}6`, 'ipv6_addr', sixes)
  );
}

function set(name: string, type: string, elements: readonly string[]): string {
  const body = elements.length === 0 ? '' : `    elements = { ${elements.join(', ')} }\n`;
  return `  set ${name} {\n    type ${type}\n${body}  }\n`;
}

function chain(hook: string, rules: readonly string[]): string {
  return `  chain ${hook} {
    type filter hook ${hook} priority -10
    ${NEIGHBOUR_DISCOVERY}
    ${rules.join('\n    ')}
  }
`;
}
