/** What a wrong number of a sequence means, in plain words. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import { type History, TYPE_FAIL } from '../../harness/contracts/history.js';
import { counted, lasted, moment } from '../explaining/moments.js';
import type { Found } from './findings.js';
import { INCREMENT, type SequenceOperations } from './sequence-operations.js';

export function explainFinding(history: History, operations: SequenceOperations, found: Found): Anomaly {
  const { wrong, against, type } = found;
  const { invoked, ended, keys, sayKey } = operations;
  const until = type === 'too-great' ? lastRefusal(history, operations, wrong) : (ended[against] ?? 0);
  const prefix = Math.max(ended[wrong]!, until) + 1;
  const shown = against < 0 ? [wrong] : [against, wrong];
  return {
    type,
    ...(type === 'duplicate-increment' ? { also: ['lost-update'] } : {}),
    operations: [wrong, ...(against < 0 ? [] : [against])].map((call) => invoked[call]!),
    prefix,
    time: history.times[ended[wrong]!]!,
    key: sayKey(keys[wrong]!),
    explanation: `${sayAnswer(history, operations, wrong)}${why(history, operations, found)}`,
    picture: {
      kind: 'intervals',
      intervals: shown.map((call) => intervalOf(history, operations, call, call === wrong)),
    },
  };
}

/** Until an increment is known to have failed it may have happened: the event at which the last of those did, or 0. */
function lastRefusal(history: History, operations: SequenceOperations, wrong: number): number {
  const { length, kinds, keys, outcomes, invoked, ended } = operations;
  // Without times every increment of the history may have come before.
  if (!history.hasTimes) return history.length - 1;
  let last = 0;
  for (let call = 0; call < length && invoked[call]! < ended[wrong]!; call += 1) {
    const isRefused = kinds[call] === INCREMENT && outcomes[call] === TYPE_FAIL && keys[call] === keys[wrong];
    if (isRefused) last = Math.max(last, ended[call]!);
  }
  return last;
}

function why(history: History, operations: SequenceOperations, { type, wrong, against, bound }: Found): string {
  const { invoked, ended, kinds } = operations;
  switch (type) {
    case 'duplicate-increment':
      return `, and so was ${sayOther(history, operations, against)}. Each increment adds one, so one of the two was lost.`;
    case 'went-back': {
      const must = kinds[wrong] === INCREMENT ? 'it should be greater' : 'it should be as great at least';
      return `, and ${lasted(history, ended[against]!, invoked[wrong]!)} before that was asked for, ${sayOther(history, operations, against)} had been answered: ${must}, for the numbers only grow.`;
    }
    case 'too-great':
      return `, but only ${counted(bound, 'increment')} can have happened by then: the others had not been asked for, or failed.`;
    case 'lost-increments':
      return `, though ${counted(bound, 'increment')} of that key had been answered with ok before it was asked for: some of them were lost.`;
  }
}

/** "Process 3 was answered 5 for an increment of key 2 at 1.250 s (operation 7)". */
export function sayAnswer(history: History, operations: SequenceOperations, call: number): string {
  const { invoked, ended, numbers, kinds, keys, sayKey } = operations;
  const what = kinds[call] === INCREMENT ? 'an increment' : 'a read';
  return `Process ${history.processes[invoked[call]!]} was answered ${numbers[call]} for ${what} of key ${sayKey(keys[call]!)} at ${moment(history, ended[call]!)} (operation ${invoked[call]})`;
}

/** "the read of process 3 with 5 at 1.250 s (operation 7)". */
export function sayOther(
  history: History,
  { invoked, ended, numbers, kinds }: SequenceOperations,
  call: number,
): string {
  const what = kinds[call] === INCREMENT ? 'increment' : 'read';
  return `the ${what} of process ${history.processes[invoked[call]!]} with ${numbers[call]} at ${moment(history, ended[call]!)} (operation ${invoked[call]})`;
}

export function intervalOf(
  history: History,
  { invoked, ended, numbers, kinds }: SequenceOperations,
  call: number,
  isCulprit: boolean,
): IntervalPicture['intervals'][number] {
  return {
    operation: invoked[call]!,
    process: history.processes[invoked[call]!]!,
    label: `${kinds[call] === INCREMENT ? 'increment' : 'read'}: ${numbers[call]}`,
    start: history.times[invoked[call]!]!,
    end: history.times[ended[call]!]!,
    role: isCulprit ? 'culprit' : 'witness',
  };
}
