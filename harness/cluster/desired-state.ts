/** The desired state of a cluster: the fold of the trouble of every lease in force. The empty state is a clean cluster. */
import type { NetworkState } from '../contracts/cluster.js';
import type { ClockLine, ClockTrouble, Cut, Down, LinkTrouble, NodeCondition, Trouble } from '../contracts/trouble.js';
import { foldQualities } from './link-quality.js';
import { CLEAN_NETWORK } from './network/place.js';

/** What should be so of one node now, whatever was before. */
export interface NodeState {
  readonly down?: Down;
  /** Empty while it is down: what does not run can neither be paused nor be slow. Its clock goes on being wrong. */
  readonly condition: NodeCondition;
}

export interface DesiredState {
  /** Each cut and each direction of a link once, in a fixed order. */
  readonly network: NetworkState;
  /** Nodes with which something is wrong, by name. */
  readonly nodes: ReadonlyMap<string, NodeState>;
}

export const CLEAN_STATE: DesiredState = { network: CLEAN_NETWORK, nodes: new Map() };

/** Folds troubles into one state. The order of the troubles does not matter. */
export function foldTroubles(troubles: readonly Trouble[]): DesiredState {
  const conditions = new Map<string, NodeCondition[]>();
  const downs = new Map<string, Down[]>();
  for (const { node, down, ...condition } of troubles.flatMap(({ nodes = [] }) => nodes)) {
    conditions.set(node, [...(conditions.get(node) ?? []), condition]);
    downs.set(node, [...(downs.get(node) ?? []), ...(down === undefined ? [] : [down])]);
  }
  const nodes = [...conditions.keys()].sort().map((node): [string, NodeState] => {
    const condition = foldConditions(conditions.get(node) ?? []);
    const down = STRONGEST_FIRST.find((each) => downs.get(node)?.includes(each));
    if (down === undefined) return [node, { condition }];
    return [node, { down, condition: condition.clock === undefined ? {} : { clock: condition.clock } }];
  });
  return { network: foldNetwork(troubles), nodes: new Map(nodes) };
}

/** The state of one node; a clean one where nothing is wrong with it. */
export function stateOf(state: DesiredState, node: string): NodeState {
  return state.nodes.get(node) ?? { condition: {} };
}

/** Are they the same, whatever led to them? */
export function sameState(left: DesiredState, right: DesiredState): boolean {
  const flat = ({ network, nodes }: DesiredState): string => JSON.stringify([network, [...nodes]]);
  return flat(left) === flat(right);
}

const STRONGEST_FIRST: readonly Down[] = ['retired', 'killed', 'stopped'];

function foldNetwork(troubles: readonly Trouble[]): NetworkState {
  const cuts = new Map(troubles.flatMap((trouble) => trouble.cuts ?? []).map((cut) => [cutKey(cut), cut] as const));
  const links = new Map<string, LinkTrouble[]>();
  for (const link of troubles.flatMap((trouble) => trouble.links ?? [])) {
    const key = `${link.from}>${link.to}`;
    links.set(key, [...(links.get(key) ?? []), link]);
  }
  return {
    cuts: [...cuts.keys()].sort().flatMap((key) => cuts.get(key) ?? []),
    links: [...links.keys()].sort().flatMap((key) => {
      const all = links.get(key) ?? [];
      const [first] = all;
      if (first === undefined) return [];
      return [{ from: first.from, to: first.to, quality: foldQualities(all.map(({ quality }) => quality)) }];
    }),
  };
}

/** One cut as a string. */
function cutKey({ from, to, how, port }: Cut): string {
  return `${from}>${to}/${how ?? ''}/${port ?? ''}`;
}

/** The worse of two where that is clear; where it is not, such as two rhythms of stutter, the first in a fixed order. */
function foldConditions(conditions: readonly NodeCondition[]): NodeCondition {
  const paused = conditions.flatMap((condition) => condition.paused ?? []).sort()[0];
  const stutter = conditions
    .flatMap((condition) => condition.stutter ?? [])
    .sort((a, b) => b.pauseMs / b.everyMs - a.pauseMs / a.everyMs || a.everyMs - b.everyMs)[0];
  const cpuPercent = least(conditions.flatMap((condition) => condition.cpuPercent ?? []));
  const memoryHeadroomMb = least(conditions.flatMap((condition) => condition.memoryHeadroomMb ?? []));
  const scheduling = conditions
    .flatMap((condition) => condition.scheduling ?? [])
    .sort((a, b) => a.renewMs - b.renewMs || a.seed - b.seed)[0];
  const clock = foldClocks(conditions.flatMap((condition) => condition.clock ?? []));
  return {
    ...(paused === undefined ? {} : { paused }),
    ...(stutter === undefined ? {} : { stutter }),
    ...(cpuPercent === undefined ? {} : { cpuPercent }),
    ...(memoryHeadroomMb === undefined ? {} : { memoryHeadroomMb }),
    ...(scheduling === undefined ? {} : { scheduling }),
    ...(clock === undefined ? {} : { clock }),
  };
}

function least(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}

/** What two faults add to a clock adds up. */
function foldClocks(clocks: readonly ClockTrouble[]): ClockTrouble | undefined {
  if (clocks.length === 0) return undefined;
  const realtime = addLines(clocks.flatMap((clock) => clock.realtime ?? []));
  const monotonic = addLines(clocks.flatMap((clock) => clock.monotonic ?? []));
  const strobe = clocks
    .flatMap((clock) => clock.strobe ?? [])
    .sort((a, b) => Math.abs(b.offsetNs) - Math.abs(a.offsetNs) || a.everyMs - b.everyMs || b.offsetNs - a.offsetNs)[0];
  return {
    ...(realtime === undefined ? {} : { realtime }),
    ...(monotonic === undefined ? {} : { monotonic }),
    ...(strobe === undefined ? {} : { strobe }),
    ...(clocks.some((clock) => clock.atFullSecond) ? { atFullSecond: true as const } : {}),
  };
}

/** The sum of lines is a line: each is moved to the latest base first. */
function addLines(lines: readonly ClockLine[]): ClockLine | undefined {
  if (lines.length === 0) return undefined;
  const baseNs = Math.max(...lines.map((line) => line.baseNs));
  // In a fixed order, because sums of floating-point numbers depend on it.
  const offsets = lines.map((line) => line.offsetNs + (line.ratePpm * (baseNs - line.baseNs)) / 1e6);
  const sum = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b).reduce((a, b) => a + b, 0);
  return { offsetNs: Math.round(sum(offsets)), ratePpm: sum(lines.map((line) => line.ratePpm)), baseNs };
}
