/** Packet filters as nftables scripts: one table of our own in each network namespace, replaced whole in one transaction. */
import { CLIENTS, type NetworkState } from '../../contracts/cluster.js';
import type { Direction } from '../../contracts/trouble.js';
import type { AddressesOf } from './addresses.js';
import { answering, chain, dropping } from './filter-rules.js';

/** The name of every table of ours. */
export const TABLE = 'faultline';

/**
 * Kernel settings of every namespace whose filter answers, or the kernel sends one ICMP answer a second and keeps silent
 * else.
 */
export const ANSWER_SETTINGS: Readonly<Record<string, string>> = {
  'net.ipv4.icmp_ratelimit': '0',
  'net.ipv6.icmp.ratelimit': '0',
};

/** Before other filters. */
const PRIORITY = -10;
/** Before fragments are put together again, so that their length is the one that travelled. */
const PRIORITY_RAW = -450;

/** For a POSIX shell: replaces what a ruleset names, in one kernel transaction. */
export function loadScript(ruleset: string): string {
  return `nft -f - <<'RULES'\n${ruleset}RULES`;
}

/** Removes our table, whether or not it is there. */
export function removeTable(family: 'bridge' | 'inet'): string {
  return `table ${family} ${TABLE}\ndelete table ${family} ${TABLE}\n`;
}

/**
 * For a cluster whose nodes hang on one bridge, in the namespace of that bridge: everything that can be done on the
 * way, for all nodes at once. Cuts with an answer are for nodeScript, because the family bridge has no answers.
 */
export function bridgeScript(state: NetworkState, addressesOf: AddressesOf): string {
  const rules = dropping(state.cuts, state.links, addressesOf);
  // Nodes talk through 'forward'; the controller, whose address is the bridge's own, through 'input' and 'output'.
  const hooks = ['forward', 'input', 'output'].map((hook) => hookChain(hook, hook, PRIORITY, [rules.chain]));
  return table('bridge', rules.text, rules.chain === null ? [] : hooks);
}

/** A connection that nothing may be done to: what `peer` sends to this port of the node, and what comes back. */
export interface SparedConnection {
  /** IPv4 or IPv6. */
  readonly peer: string;
  readonly port: number;
}

export interface NodeScriptOptions {
  /** Whether the nodes hang on a bridge of ours, which does all that needs no answer. */
  readonly bridged: boolean;
  readonly spares?: SparedConnection;
}

/**
 * For the network namespace of `node`, or, on a bridge of ours, of the controller (CLIENTS). What comes in is dropped
 * on arrival, because dropping what goes out makes a sender see an error that no network gives; only towards the
 * clients, whose filter is not ours, is it dropped on its way out. Where there is no bridge of ours the clients' queue
 * is not ours either: their rate is held by dropping what is more, after a second's worth that passes at once.
 */
export function nodeScript(
  node: string,
  state: NetworkState,
  addressesOf: AddressesOf,
  { bridged, spares }: NodeScriptOptions,
): string {
  const arriving = ({ to }: Direction): boolean => to === node;
  const leaving = ({ from, to }: Direction): boolean => !bridged && from === node && to === CLIENTS;
  const ours = (direction: Direction): boolean => arriving(direction) || leaving(direction);
  const cuts = state.cuts.filter(ours);
  // A rate towards the clients is held by the node's own queue: see shaping.ts.
  const links = state.links.filter(ours);
  const policed = ({ from }: Direction): boolean => from === CLIENTS;
  const rules = bridged ? dropping([], [], addressesOf) : dropping(cuts, links, addressesOf, policed);
  const answers = answering(cuts, addressesOf);
  const both = [rules.chain, answers.chain];
  const first = spares === undefined ? [] : sparing(spares);
  const hooks = [
    hookChain('arriving', 'prerouting', PRIORITY_RAW, [rules.chain], first),
    hookChain('answering', 'input', PRIORITY, [answers.chain], first),
    hookChain('leaving', 'output', PRIORITY, cuts.some(leaving) || links.some(leaving) ? both : [], first),
  ];
  return table('inet', rules.text + answers.text, rules.chain === null && answers.chain === null ? [] : hooks);
}

function table(family: 'bridge' | 'inet', rules: string, hooks: readonly string[]): string {
  if (hooks.length === 0) return removeTable(family);
  return `${removeTable(family)}table ${family} ${TABLE} {\n${rules}${hooks.join('')}}\n`;
}

function hookChain(
  name: string,
  hook: string,
  priority: number,
  chains: readonly (string | null)[],
  first: readonly string[] = [],
): string {
  const jumps = chains.flatMap((each) => (each === null ? [] : [`jump ${each}`]));
  return jumps.length === 0 ? '' : chain(name, [`type filter hook ${hook} priority ${priority}`, ...first, ...jumps]);
}

/** Before everything else, in each chain that a hook begins with. */
function sparing({ peer, port }: SparedConnection): readonly string[] {
  const family = peer.includes(':') ? 'ip6' : 'ip';
  return [`${family} saddr ${peer} tcp dport ${port} accept`, `${family} daddr ${peer} tcp sport ${port} accept`];
}
