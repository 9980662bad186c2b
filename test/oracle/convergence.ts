/** What convergence is, word for word: over all pairs of nodes and all keys. */
import type { Operation } from '../../harness/contracts/operation.js';

interface Snapshot {
  readonly fromNs: number;
  readonly toNs: number;
  readonly state: Readonly<Record<string, unknown>>;
}

const QUIET_NS = 10e9;

/** Null where nobody can say. */
export function converges(events: readonly Operation[]): boolean | null {
  const answerOf = ({ index, process }: Operation): Operation | undefined =>
    events.find((event) => event.index > index && event.process === process);
  const calls = events.filter(({ type, process }) => type === 'invoke' && process !== 'nemesis');
  const writes = calls
    .filter(({ f }) => f === 'write')
    .map((call) => ({ call, answer: answerOf(call), key: (call.value as [string, number])[0] }));
  const succeeded = writes.filter(({ answer }) => answer?.type === 'ok');
  if (succeeded.length === 0) return null;
  const quiet = Math.max(
    ...succeeded.map(({ answer }) => answer?.index ?? -1),
    ...events.filter(({ process }) => process === 'nemesis').map(({ index }) => index),
  );
  const quietNs = events[quiet]?.time ?? 0;
  const nodes = [...new Set(calls.map(({ node }) => node))];
  const snapshotsOf = (node: string | undefined): readonly Snapshot[] =>
    calls.flatMap((call) => {
      const answer = answerOf(call);
      if (call.f !== 'snapshot' || call.node !== node || call.index < quiet || answer?.type !== 'ok') return [];
      return [{ fromNs: call.time, toNs: answer.time, state: answer.value as Snapshot['state'] }];
    });
  const all = nodes.map(snapshotsOf);
  if (nodes.length < 2) return null;
  const isUnknown = (key: string): boolean =>
    writes.some((write) => write.key === key && (write.answer === undefined || write.answer.type === 'info'));
  const isOnce = (key: string): boolean => {
    const values = writes.filter((write) => write.key === key).map(({ call }) => (call.value as unknown[])[1]);
    return new Set(values).size === values.length;
  };
  const isSettled = (snapshots: readonly Snapshot[]): boolean =>
    snapshots.length >= 3 && (snapshots.at(-1)?.fromNs ?? 0) - quietNs >= QUIET_NS;
  const keys = [...new Set(all.flat().flatMap(({ state }) => Object.keys(state)))];
  const differ = (one: readonly Snapshot[], other: readonly Snapshot[], key: string): boolean =>
    one.at(-1)?.state[key] !== other.at(-1)?.state[key];
  const isForGood = (one: readonly Snapshot[], other: readonly Snapshot[], key: string): boolean => {
    if (!differ(one, other, key)) return false;
    if (!isUnknown(key)) return true;
    const always = [one, other].every((each) => each.every(({ state }) => state[key] === each[0]?.state[key]));
    const from = Math.max(one[0]?.toNs ?? 0, other[0]?.toNs ?? 0);
    const to = Math.min(one.at(-1)?.fromNs ?? 0, other.at(-1)?.fromNs ?? 0);
    return always && isOnce(key) && to - from >= QUIET_NS;
  };
  const pairs = all.flatMap((one) => all.filter((other) => other !== one).map((other) => [one, other] as const));
  if (
    pairs.some(([one, other]) => isSettled(one) && isSettled(other) && keys.some((key) => isForGood(one, other, key)))
  )
    return false;
  if (all.some((snapshots) => snapshots.length === 0)) return null;
  return pairs.some(([one, other]) => keys.some((key) => differ(one, other, key))) ? null : true;
}
