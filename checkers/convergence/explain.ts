/** What it means that two replicas stay different, in plain words. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { counted, lasted, moment } from '../explaining/moments.js';
import type { NodeSnapshots, QuietPhase } from './phase.js';
import type { State } from './states.js';

/** Keys that are told at most. */
const MAX_KEYS = 5;

export interface Divergence {
  readonly one: NodeSnapshots;
  readonly other: NodeSnapshots;
  readonly oneState: State;
  readonly otherState: State;
  /** Keys in which they differ. */
  readonly keys: readonly string[];
}

export function explainDivergence(history: History, { calls, since }: QuietPhase, divergence: Divergence): Anomaly {
  const { one, other, oneState, otherState, keys } = divergence;
  const [last, lastOther] = [one.calls.at(-1)!, other.calls.at(-1)!];
  const has = (state: State, key: string): string => state.get(key) ?? 'nothing';
  const told = keys
    .slice(0, MAX_KEYS)
    .map((key) => `${key} is ${has(oneState, key)} on ${one.node} and ${has(otherState, key)} on ${other.node}`);
  const more = keys.length > MAX_KEYS ? `, and ${counted(keys.length - MAX_KEYS, 'more key')}` : '';
  const snapshot = ({ node, calls: all }: NodeSnapshots, call: number): string =>
    `${node} was asked ${all.length} times, the last time at ${moment(history, calls.invoked[call]!)} (operation ${calls.invoked[call]})`;
  const waited = lasted(history, Math.max(0, since), Math.min(calls.invoked[last]!, calls.invoked[lastOther]!));
  const provenAt = Math.max(calls.ended[last]!, calls.ended[lastOther]!);
  return {
    type: 'diverged',
    also: ['replicas do not converge'],
    operations: [calls.invoked[last]!, calls.invoked[lastOther]!],
    prefix: provenAt + 1,
    time: history.times[provenAt]!,
    explanation: `${one.node} and ${other.node} did not come to the same state, though the last write and the last fault had been over for ${waited}: ${told.join('; ')}${more}. ${snapshot(one, last)}, ${snapshot(other, lastOther)}.`,
    picture: pictureOf(history, calls, [last, lastOther]),
  };
}

function pictureOf(
  history: History,
  { invoked, ended }: QuietPhase['calls'],
  shown: readonly number[],
): IntervalPicture {
  return {
    kind: 'intervals',
    intervals: shown.map((call, at) => ({
      operation: invoked[call]!,
      process: history.processes[invoked[call]!]!,
      label: `snapshot of ${history.node(invoked[call]!)}`,
      start: history.times[invoked[call]!]!,
      end: history.times[ended[call]!]!,
      role: at === 0 ? 'culprit' : 'witness',
    })),
  };
}
