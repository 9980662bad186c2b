/** Causal reverse: no read shows a write without those that were acknowledged before it began. */
import type { Anomaly, Checker, CheckOptions, CyclePicture, Verdict } from '../../harness/contracts/checker.js';
import { type History, TYPE_FAIL } from '../../harness/contracts/history.js';
import { keyText } from '../../harness/history/calls.js';
import { counted, lasted, moment } from '../explaining/moments.js';
import { ADD, READ, REMOVE, type SetOperations, setOperations } from '../set/set-operations.js';
import { type Hole, holesOf } from './holes.js';

/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

const describe = 'no read shows a write without those that were acknowledged before it began';

const KINDS = { add: ADD, write: ADD, read: READ, remove: REMOVE };

/**
 * Judges `add` (or `write`) of elements and `read` of all. A read that shows an element proves that its add happened, so
 * nothing is made of unknown outcomes but by what was seen. Linear in the bytes of the reads, and n log n.
 */
export const causalReverse: Checker = { property: 'causal-reverse', describe, holdsOfBeginnings: true, check };

function check(history: History, { keyed }: CheckOptions): Verdict {
  const operations = setOperations(history, KINDS, keyed);
  const verdict = {
    property: 'causal-reverse',
    operations: operations.calls.length,
    algorithm: 'counting predecessors',
  };
  const undecided = (reason: string): Verdict => ({ ...verdict, valid: 'unknown', anomalies: [], reason });
  if (operations.hasRemovals) return undecided('elements are removed, of which this property makes nothing');
  if (!history.hasTimes) return undecided('the history does not say when things happened');
  const holes = holesOf(history, operations, MAX_EXPLAINED);
  if (holes.judged === 0) {
    return undecided('no read shows an element that was added after another had been acknowledged');
  }
  const anomalies = holes.first
    .map((hole) => explain(history, operations, hole))
    .sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
  const details = {
    ...{ keys: operations.calls.keyCount, reads: operations.readCount },
    ...{ judgedReads: holes.judged, readsWithHoles: holes.count },
  };
  return { ...verdict, valid: holes.count === 0, anomalies, details };
}

function explain(history: History, operations: SetOperations, { read, shown, missing, count }: Hole): Anomaly {
  const { calls, ids, elements } = operations;
  const event = (at: number): number => calls.invoked[at]!;
  const text = (at: number): string => ids.text(elements[at]!);
  const who = (at: number): string => `process ${history.processes[event(at)]}`;
  const end = calls.ended[read]!;
  // Another add of the element, which failed, is no excuse from then on.
  const failures = elements.reduce(
    (last, element, at) =>
      element === elements[shown] && calls.outcomes[at] === TYPE_FAIL && at < shown
        ? Math.max(last, calls.ended[at]!)
        : last,
    -1,
  );
  const certain = Math.max(end, failures);
  const acknowledged = calls.ended[missing]!;
  const key = keyText(calls, calls.keys[read]!);
  const of = key === undefined ? '' : ` of key ${key}`;
  const others =
    count === 1 ? '' : ` Of those that were acknowledged before ${text(shown)} began, ${count} are missing.`;
  const before = lasted(history, acknowledged, event(shown));
  const picture: CyclePicture = {
    kind: 'cycle',
    nodes: [
      {
        operation: event(missing),
        label: `add ${text(missing)}`,
        detail: `acknowledged at ${moment(history, acknowledged)}`,
      },
      { operation: event(shown), label: `add ${text(shown)}`, detail: `asked for at ${moment(history, event(shown))}` },
      {
        operation: event(read),
        label: 'read',
        detail: `showed ${counted(operations.memberEnds[read]! - operations.memberStarts[read]!, 'element')}`,
      },
    ],
    edges: [
      { from: 0, to: 1, kind: 'realtime', why: `it was acknowledged ${before} before the other was asked for` },
      { from: 1, to: 2, kind: 'wr', why: `the read shows ${text(shown)}` },
      { from: 2, to: 0, kind: 'rw', why: `the read does not show ${text(missing)}, so it came before` },
    ],
  };
  return {
    type: 'causal-reverse',
    also: ['strict serializability violated', 'hole in a read'],
    operations: [event(read), event(shown), event(missing)],
    prefix: certain + 1,
    time: history.times[certain]!,
    ...(key === undefined ? {} : { key }),
    explanation: `The read of ${who(read)}${of} (operation ${event(read)}, answered at ${moment(history, end)}) showed ${text(shown)} without ${text(missing)}. But ${text(missing)} was added by ${who(missing)} (operation ${event(missing)}) and acknowledged at ${moment(history, acknowledged)}, ${before} before ${who(shown)} asked for ${text(shown)} to be added (operation ${event(shown)}, at ${moment(history, event(shown))}). So whoever saw the later one should have seen the earlier.${others}`,
    picture,
  };
}
