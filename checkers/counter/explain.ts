/** What is wrong with a read of a counter, in numbers and in words. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { keyText, NEVER } from '../../harness/history/calls.js';
import { counted, moment } from '../explaining/moments.js';
import type { Bounds } from './bounds.js';
import { type CounterOperations, READ } from './counter-operations.js';

/** Adds that are named at most: the last before the read, and those that may have happened. */
const MAX_NAMED = 10;

type Interval = IntervalPicture['intervals'][number];

/** Of a read that lies below or above all that is possible. Walks over the operations before it. */
export function explainRead(history: History, operations: CounterOperations, bounds: Bounds, read: number): Anomaly {
  const { calls, amounts } = operations;
  const answered = amounts[read]!;
  const [certain, lower, upper] = [bounds.certain[read]!, bounds.lower[read]!, bounds.upper[read]!];
  const isBelow = answered < lower;
  const { acknowledged, possible, failedLater } = addsAround(operations, read, isBelow);
  const end = calls.ended[read]!;
  const key = keyText(calls, calls.keys[read]!);
  const of = key === undefined ? '' : ` of ${key}`;
  const sum = history.hasTimes
    ? `${counted(acknowledged.length, 'add')} that had been acknowledged when it began make ${certain}`
    : 'the history does not say what came first';
  const direction = isBelow ? 'taken away' : 'added';
  const others =
    possible.length === 0
      ? `nothing else could have ${direction} anything by then`
      : `${counted(possible.length, 'other')} that may have happened by its end could have ${direction} ${Math.abs((isBelow ? lower : upper) - certain)}`;
  const missing = Math.abs(answered - (isBelow ? lower : upper));
  const meaning = isBelow
    ? `So at least ${missing} ${missing === 1 ? 'is' : 'are'} missing: something that was acknowledged is not counted.`
    : `So at least ${missing} too much: something is counted twice, or came out of thin air.`;
  const named = [...acknowledged.slice(-MAX_NAMED), ...possible.slice(-MAX_NAMED)].slice(-MAX_NAMED);
  const certainAt = Math.max(end, ...failedLater.map((at) => calls.ended[at]!));
  return {
    type: isBelow ? 'read-below' : 'read-above',
    also: [isBelow ? 'lost increment' : 'increment counted twice'],
    operations: [read, ...named].map((at) => calls.invoked[at]!),
    prefix: history.hasTimes ? certainAt + 1 : history.length,
    time: history.times[certainAt]!,
    ...(key === undefined ? {} : { key }),
    explanation: `The read${of} of process ${history.processes[calls.invoked[read]!]} (operation ${calls.invoked[read]}, asked for at ${moment(history, calls.invoked[read]!)}, answered at ${moment(history, end)}) answered ${answered}, but the counter was at ${isBelow ? 'least' : 'most'} ${isBelow ? lower : upper}: ${sum}, and ${others}. ${meaning}`,
    picture: pictureOf(history, operations, read, named),
  };
}

interface AddsAround {
  /** Acknowledged before the read began. */
  readonly acknowledged: readonly number[];
  /** Those that may have happened before it ended, and move the bound in question. */
  readonly possible: readonly number[];
  /** Those that were under way, and failed: they may have happened, until they had failed. */
  readonly failedLater: readonly number[];
}

function addsAround({ calls, amounts }: CounterOperations, read: number, isBelow: boolean): AddsAround {
  const { length, kinds, keys, outcomes, invoked, ended } = calls;
  const acknowledged: number[] = [];
  const possible: number[] = [];
  const failedLater: number[] = [];
  for (let at = 0; at < length && invoked[at]! < ended[read]!; at += 1) {
    if (kinds[at] === READ || keys[at] !== keys[read]) continue;
    if (outcomes[at] === TYPE_OK && ended[at]! < invoked[read]!) acknowledged.push(at);
    else if (amounts[at]! < 0 === isBelow && amounts[at] !== 0) {
      if (outcomes[at] === TYPE_FAIL) failedLater.push(at);
      else possible.push(at);
    }
  }
  return { acknowledged, possible, failedLater };
}

function pictureOf(
  history: History,
  { calls, amounts }: CounterOperations,
  read: number,
  adds: readonly number[],
): IntervalPicture {
  const interval = (at: number, role: Interval['role']): Interval => ({
    operation: calls.invoked[at]!,
    process: history.processes[calls.invoked[at]!]!,
    label: at === read ? `read ${amounts[at]}` : `${amounts[at]! < 0 ? '' : '+'}${amounts[at]}`,
    start: history.times[calls.invoked[at]!]!,
    end: calls.ended[at] !== NEVER && calls.outcomes[at] === TYPE_OK ? history.times[calls.ended[at]!]! : null,
    role,
  });
  return { kind: 'intervals', intervals: [...adds.map((at) => interval(at, 'context')), interval(read, 'culprit')] };
}
