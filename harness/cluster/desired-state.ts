/** The desired state of a cluster: the fold of the trouble of every lease in force. The empty state is a clean cluster. */
import type { NetworkState } from '../contracts/cluster.js';
import type {
  ClockLine,
  ClockTrouble,
  Cut,
  DiskTrouble,
  Down,
  LinkTrouble,
  NodeCondition,
  NodeTrouble,
  StorageChange,
  Trouble,
} from '../contracts/trouble.js';
import { foldQualities } from './link-quality.js';
import { CLEAN_NETWORK } from './network/place.js';

/** What should be so of one node now, whatever was before. */
export interface NodeState {
  readonly down?: Down;
  readonly condition: NodeCondition;
  /** What has happened to what it stores since the oldest lease in force began: each once. */
  readonly storage: readonly StorageChange[];
  /** It is no member of the target's cluster, and does not run. */
  readonly isOut: boolean;
  /** It leaves even where fewer than a majority of the members that remain are up. */
  readonly evenBelowMajority?: true;
}

export interface DesiredState {
  /** Each cut and each direction of a link once, in a fixed order. */
  readonly network: NetworkState;
  /** Nodes with which something is wrong, by name. */
  readonly nodes: ReadonlyMap<string, NodeState>;
}

export const CLEAN_STATE: DesiredState = { network: CLEAN_NETWORK, nodes: new Map() };

/** Folds troubles into one state. Their order does not matter. `spares` are no members unless a trouble makes them some. */
export function foldTroubles(troubles: readonly Trouble[], spares: readonly string[] = []): DesiredState {
  const byNode = new Map<string, NodeTrouble[]>(spares.map((node) => [node, []]));
  for (const trouble of troubles.flatMap(({ nodes = [] }) => nodes)) {
    byNode.set(trouble.node, [...(byNode.get(trouble.node) ?? []), trouble]);
  }
  const nodes = [...byNode.keys()].sort().map((node): [string, NodeState] => {
    return [node, foldNode(byNode.get(node) ?? [], spares.includes(node))];
  });
  return { network: foldNetwork(troubles), nodes: new Map(nodes) };
}

const CLEAN_NODE: NodeState = { condition: {}, storage: [], isOut: false };

/** The state of one node; a clean one where nothing is wrong with it. */
export function stateOf(state: DesiredState, node: string): NodeState {
  return state.nodes.get(node) ?? CLEAN_NODE;
}

/** Are they the same, whatever led to them? */
export function sameState(left: DesiredState, right: DesiredState): boolean {
  const flat = ({ network, nodes }: DesiredState): string => JSON.stringify([network, [...nodes]]);
  return flat(left) === flat(right);
}

const STRONGEST_FIRST: readonly Down[] = ['retired', 'killed', 'stopped'];

function foldNode(troubles: readonly NodeTrouble[], isSpare: boolean): NodeState {
  const down = STRONGEST_FIRST.find((each) => troubles.some((trouble) => trouble.down === each));
  const memberships = troubles.flatMap(({ membership }) => membership ?? []);
  const isOut = memberships.includes('out') || (isSpare && !memberships.includes('in'));
  const condition = foldConditions(troubles);
  const { clock, disk } = condition;
  // What does not run can neither be paused nor be slow; its clock and its disk go on being wrong.
  const lasting = { ...(clock === undefined ? {} : { clock }), ...(disk === undefined ? {} : { disk }) };
  return {
    ...(down === undefined ? {} : { down }),
    condition: down !== undefined || isOut ? lasting : condition,
    storage: eachOnce(troubles.flatMap((trouble) => trouble.storage ?? [])),
    isOut,
    ...(troubles.some((trouble) => trouble.evenBelowMajority) ? { evenBelowMajority: true as const } : {}),
  };
}

/** Each of several plain values once, in a fixed order. */
function eachOnce<T>(values: readonly T[]): readonly T[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value] as const));
  return [...byText].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value);
}

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
  const disk = foldDisks(conditions.flatMap((condition) => condition.disk ?? []));
  return {
    ...(paused === undefined ? {} : { paused }),
    ...(stutter === undefined ? {} : { stutter }),
    ...(cpuPercent === undefined ? {} : { cpuPercent }),
    ...(memoryHeadroomMb === undefined ? {} : { memoryHeadroomMb }),
    ...(scheduling === undefined ? {} : { scheduling }),
    ...(clock === undefined ? {} : { clock }),
    ...(disk === undefined ? {} : { disk }),
  };
}

/** Every error that one of them asks for, the least room, the longest delay, the lowest rate. */
function foldDisks(disks: readonly DiskTrouble[]): DiskTrouble | undefined {
  if (disks.length === 0) return undefined;
  const errors = eachOnce(disks.flatMap((disk) => disk.errors ?? []));
  const freeBytes = least(disks.flatMap((disk) => disk.freeBytes ?? []));
  const delays = disks.flatMap((disk) => disk.slow?.delayMs ?? []);
  const bytesPerSecond = least(disks.flatMap((disk) => disk.slow?.bytesPerSecond ?? []));
  const slow = {
    ...(delays.length === 0 ? {} : { delayMs: Math.max(...delays) }),
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
  };
  return {
    ...(errors.length === 0 ? {} : { errors }),
    ...(freeBytes === undefined ? {} : { freeBytes }),
    ...(disks.some(({ readOnly }) => readOnly === true) ? { readOnly: true as const } : {}),
    ...(Object.keys(slow).length === 0 ? {} : { slow }),
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
