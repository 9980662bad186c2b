/** Histories as fast-check makes them: any interleaving of processes, with every kind of outcome and of value. */
import fc from 'fast-check';
import type { History } from '../../../../harness/contracts/history.js';
import { Recorder } from '../../../../harness/history/recorder.js';

/** What happens next: how long after the last event, by which of the processes, and what. */
interface Step {
  readonly afterNs: number;
  readonly process: number;
  readonly f: string;
  readonly value: unknown;
  readonly answer: unknown;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly error: string | null;
  readonly isWanted: boolean;
  readonly isNemesis: boolean;
}

const scalar = fc.oneof(fc.nat(20), fc.integer(), fc.constant(null), fc.string({ maxLength: 6 }), fc.double());
const keyed = fc.tuple(fc.nat(5), fc.oneof(scalar, fc.tuple(scalar, scalar)));
const transaction = fc.array(fc.tuple(fc.constantFrom('r', 'w', 'append'), fc.nat(4), scalar), { maxLength: 4 });
const value = fc.oneof(keyed, scalar, transaction, fc.jsonValue());

const step: fc.Arbitrary<Step> = fc.record({
  afterNs: fc.oneof(fc.nat(100), fc.nat(5_000_000), fc.nat(60_000_000_000)),
  process: fc.nat(6),
  f: fc.constantFrom('read', 'write', 'txn', '"><script>'),
  value,
  answer: value,
  outcome: fc.constantFrom('ok', 'fail', 'info'),
  error: fc.option(fc.constantFrom('timeout', 'conflict 17 at 10.0.0.1:2379', '</script>')),
  isWanted: fc.boolean(),
  isNemesis: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
});

/** A process that is busy completes, one that is not invokes; after an unknown outcome it goes on under another number. */
function recorded(steps: readonly Step[]): History {
  const recorder = Recorder.create({ path: null, onError: () => {} });
  const busy = new Map<number, number>();
  const numbers = new Map<number, number>();
  let timeNs = 0;
  for (const { afterNs, process, f, value: asked, answer, outcome, error, isWanted, isNemesis } of steps) {
    timeNs += afterNs;
    if (isNemesis) {
      recorder.nemesis('kill', { fault: 'kill', id: 'a', phase: 'inject', victims: ['n1'] }, timeNs);
      continue;
    }
    const open = busy.get(process);
    const number = numbers.get(process) ?? process;
    if (open === undefined) {
      const wantedNs = isWanted ? Math.max(0, timeNs - (afterNs % 1_000_000)) : Number.NaN;
      const node = process === 6 ? undefined : `n${(process % 3) + 1}`;
      busy.set(process, recorder.invoke(number, f, asked, timeNs, wantedNs, node));
    } else {
      recorder.complete(open, outcome, outcome === 'ok' ? answer : undefined, error ?? undefined, timeNs);
      busy.delete(process);
      if (outcome === 'info') numbers.set(process, number + 7);
    }
  }
  return recorder.toHistory();
}

export const histories: fc.Arbitrary<History> = fc.array(step, { maxLength: 120 }).map(recorded);
