/** The states that nodes showed, and the keys in which two of them differ for good. */

import type { History } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { show } from '../../harness/history/canonical-json.js';
import { type NodeSnapshots, type QuietPhase, WRITE } from './phase.js';

/** Nodes that were asked so often, and so long after it became quiet, must have come to the same state. */
export const SNAPSHOTS_MIN = 3;
export const SETTLED_MS = 10_000;

const NS_PER_MS = 1e6;

/** Values as JSON, by key. */
export type State = ReadonlyMap<string, string>;

/** What a snapshot answered. Throws UsageError 'bad-operation' for what is no object. */
export function stateOf(history: History, { calls }: QuietPhase, call: number): State {
  const value = history.value(calls.ended[call]!);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badOperation(history, calls.ended[call]!, 'snapshot is answered with {key: value, …}');
  }
  return new Map(Object.entries(value).map(([key, each]) => [key, show(each)]));
}

/** Keys that differ, in order. */
export function differing(one: State, other: State): readonly string[] {
  const keys = new Set([...one.keys(), ...other.keys()]);
  return [...keys].filter((key) => one.get(key) !== other.get(key)).sort();
}

/** It was asked often enough, and the last time long enough after it had become quiet. */
export function isSettled(
  history: History,
  { calls, since }: QuietPhase,
  { calls: snapshots }: NodeSnapshots,
): boolean {
  const [last] = snapshots.slice(-1);
  if (last === undefined || snapshots.length < SNAPSHOTS_MIN) return false;
  const quietSinceNs = since < 0 ? 0 : history.times[since]!;
  return history.times[calls.invoked[last]!]! - quietSinceNs >= SETTLED_MS * NS_PER_MS;
}

/**
 * Of keys that differ, those that no write of unknown outcome explains. Where there is one it may have taken effect at any
 * time, even between the last snapshots; but not where both nodes showed what they show all the time, and long enough:
 * then it had its effect before that, or not yet. What is written twice may have come back, so that is left out.
 */
export function unexplained(
  history: History,
  phase: QuietPhase,
  one: NodeSnapshots,
  other: NodeSnapshots,
  keys: readonly string[],
): readonly string[] {
  const uncertain = new Set(phase.unknownWrites.map((call) => keyOf(history, phase, call)));
  const doubtful = keys.filter((key) => uncertain.has(key));
  if (doubtful.length === 0) return keys;
  const repeated = repeatedKeys(history, phase, new Set(doubtful));
  const states = [one, other].map(({ calls }) => calls.map((call) => stateOf(history, phase, call)));
  const { invoked, ended } = phase.calls;
  const begun = Math.max(ended[one.calls[0]!]!, ended[other.calls[0]!]!);
  const over = Math.min(invoked[one.calls.at(-1)!]!, invoked[other.calls.at(-1)!]!);
  const isLong = history.times[over]! - history.times[begun]! >= SETTLED_MS * NS_PER_MS;
  const isConstant = (key: string): boolean =>
    states.every((each) => each.every((state) => state.get(key) === each[0]?.get(key)));
  return keys.filter((key) => !uncertain.has(key) || (isLong && !repeated.has(key) && isConstant(key)));
}

/** Keys among these to which the same value may have been written twice. */
function repeatedKeys(history: History, phase: QuietPhase, keys: ReadonlySet<string>): ReadonlySet<string> {
  const written = new Set<string>();
  const repeated = new Set<string>();
  for (let call = 0; call < phase.calls.length; call += 1) {
    if (phase.calls.kinds[call] !== WRITE) continue;
    const key = keyOf(history, phase, call);
    if (!keys.has(key)) continue;
    const text = show(history.value(phase.calls.invoked[call]!));
    if (written.has(text)) repeated.add(key);
    written.add(text);
  }
  return repeated;
}

/** As the key stands in snapshots. Throws UsageError 'bad-operation' for what is no [key, value]. */
function keyOf(history: History, { calls }: QuietPhase, call: number): string {
  const value = history.value(calls.invoked[call]!);
  if (!Array.isArray(value) || value.length !== 2) {
    throw badOperation(history, calls.invoked[call]!, 'write is asked with [key, value]');
  }
  const [key] = value as readonly unknown[];
  return typeof key === 'string' ? key : show(key);
}
