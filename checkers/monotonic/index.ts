/** Monotonic: no process sees a sequence go back, nor less than it has brought about itself. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { intervalOf, sayAnswer, sayOther } from '../increments/explain.js';
import { INCREMENT, type SequenceOperations, sequenceOperations } from '../increments/sequence-operations.js';

/** Violations of each kind that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

/**
 * Judges `increment` and `read` of sequences that begin at 0, each process by itself: the others may see something else, so
 * it needs no real time. Throws UsageError 'bad-operation' for values that are not [key, number].
 */
export const monotonic: Checker = {
  property: 'monotonic',
  holdsOfBeginnings: true,
  describe: 'no process sees a sequence go back, nor less than its own increments',
  check,
};

/** The last of a process on a key. */
interface Progress {
  /** The operation with the greatest number; -1 for none. */
  greatest: number;
  /** Its increments that were answered with ok. */
  own: number;
}

function check(history: History, _: CheckOptions): Verdict {
  const operations = sequenceOperations(history);
  const { length, kinds, keys, keyCount, numbers, outcomes, invoked } = operations;
  const verdict = { property: 'monotonic', operations: length, algorithm: 'greatest number of every process' };
  const progress = new Map<number, Progress>();
  const anomalies: Anomaly[] = [];
  const counts = { answered: 0, 'nonmonotonic-read': 0, 'own-increments-lost': 0 };
  // A process does one after the other, so the order of its invocations is that of its answers.
  for (let call = 0; call < length; call += 1) {
    if (outcomes[call] !== TYPE_OK) continue;
    const place = history.processes[invoked[call]!]! * keyCount + keys[call]!;
    const known = progress.get(place) ?? { greatest: -1, own: 0 };
    progress.set(place, known);
    const isIncrement = kinds[call] === INCREMENT;
    if (isIncrement) known.own += 1;
    const number = numbers[call]!;
    if (Number.isNaN(number)) continue;
    counts.answered += 1;
    const least = isIncrement ? number - 1 : number;
    const before = known.greatest;
    if (before >= 0 && least < numbers[before]!) {
      counts['nonmonotonic-read'] += 1;
      if (counts['nonmonotonic-read'] <= MAX_EXPLAINED)
        anomalies.push(explainReturn(history, operations, call, before));
    } else if (number < known.own) {
      counts['own-increments-lost'] += 1;
      if (counts['own-increments-lost'] <= MAX_EXPLAINED)
        anomalies.push(explainLoss(history, operations, call, known.own));
    }
    if (before < 0 || number > numbers[before]!) known.greatest = call;
  }
  if (counts.answered === 0) {
    const reason = 'nobody was answered with a number, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], reason };
  }
  anomalies.sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
  return { ...verdict, valid: anomalies.length === 0, anomalies, details: { keys: keyCount, ...counts } };
}

function explainReturn(history: History, operations: SequenceOperations, wrong: number, before: number): Anomaly {
  const explanation = `${sayAnswer(history, operations, wrong)}, after ${sayOther(history, operations, before)}: the same process saw the sequence go back.`;
  const intervals = [intervalOf(history, operations, before, false), intervalOf(history, operations, wrong, true)];
  return {
    ...anomaly(history, operations, wrong, 'nonmonotonic-read', explanation, [before]),
    picture: { kind: 'intervals', intervals },
  };
}

function explainLoss(history: History, operations: SequenceOperations, wrong: number, own: number): Anomaly {
  const explanation = `${sayAnswer(history, operations, wrong)}, though ${own} increments of its own had been answered with ok: it does not see what it has done itself.`;
  return anomaly(history, operations, wrong, 'own-increments-lost', explanation, []);
}

function anomaly(
  history: History,
  { invoked, ended, keys, sayKey }: SequenceOperations,
  wrong: number,
  type: string,
  explanation: string,
  others: readonly number[],
): Anomaly {
  return {
    type,
    operations: [wrong, ...others].map((call) => invoked[call]!),
    prefix: ended[wrong]! + 1,
    time: history.times[ended[wrong]!]!,
    key: sayKey(keys[wrong]!),
    explanation,
  };
}
