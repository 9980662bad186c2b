/** Unique names: no name is taken twice. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { type Calls, callsOf, keyText } from '../../harness/history/calls.js';
import { ElementScanner } from '../../harness/history/element-scanner.js';
import { moment } from '../explaining/moments.js';
import { callEvents } from '../unique-ids/call-events.js';
import { IdTable } from '../unique-ids/id-table.js';

/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

/**
 * Judges `claim` by those that were answered with ok. Nothing is made of a refusal: whoever has the name may have claimed
 * it with an outcome that nobody knows, or before the history began. O(n): a million operations take less than a second.
 */
export const uniqueNames: Checker = {
  property: 'unique-names',
  describe: 'no name is taken twice',
  holdsOfBeginnings: true,
  check,
};

function check(history: History, { keyed }: CheckOptions): Verdict {
  const calls = callsOf(history, { claim: 0 }, keyed);
  const verdict = { property: 'unique-names', operations: calls.length, algorithm: 'table of names' };
  const names = new Names(history, calls);
  const at = callEvents(history, calls);
  const takenBy = new Map<number, number>();
  const anomalies: Anomaly[] = [];
  let [taken, twice] = [0, 0];
  for (let event = 0; event < history.length; event += 1) {
    const call = at[event]!;
    if (call < 0 || calls.ended[call] !== event || calls.outcomes[call] !== TYPE_OK) continue;
    const place = names.read(call) * calls.keyCount + calls.keys[call]!;
    const before = takenBy.get(place);
    taken += 1;
    if (before === undefined) {
      takenBy.set(place, call);
      continue;
    }
    twice += 1;
    if (anomalies.length < MAX_EXPLAINED) anomalies.push(explain(history, calls, call, before, names.text()));
  }
  if (taken === 0) {
    return { ...verdict, valid: 'unknown', anomalies, reason: 'no name was taken, so there is nothing to judge' };
  }
  const details = { taken, names: takenBy.size, claimedTwice: twice };
  return { ...verdict, valid: twice === 0, anomalies, details };
}

/** The names that are claimed: a claim is [name, owner], or the name alone. */
class Names {
  private readonly scanner: ElementScanner;
  private readonly table: IdTable;
  private start = 0;
  private end = 0;

  constructor(
    private readonly history: History,
    private readonly calls: Calls,
  ) {
    this.scanner = new ElementScanner(history.valueBytes);
    this.table = new IdTable(history.valueBytes);
  }

  /** A number for the name that a call claims. Throws UsageError 'bad-operation' where there is none. */
  read(call: number): number {
    const { scanner, calls } = this;
    this.start = calls.inputStarts[call]!;
    this.end = calls.inputEnds[call]!;
    if (scanner.split(this.start, this.end)) {
      this.start = scanner.firstStart;
      this.end = scanner.firstEnd;
    }
    const isNull = this.end - this.start === 4 && this.history.valueBytes[this.start] === 0x6e;
    if (this.start === this.end || isNull) {
      throw badOperation(this.history, calls.invoked[call]!, 'claim is asked with a name, or [name, owner]');
    }
    return this.table.numberOf(this.start, this.end);
  }

  /** The JSON of the one that was read last. */
  text(): string {
    return new TextDecoder().decode(this.history.valueBytes.subarray(this.start, this.end));
  }
}

function explain(history: History, calls: Calls, again: number, before: number, name: string): Anomaly {
  const { invoked, ended } = calls;
  const asked = (call: number): string => JSON.stringify(history.value(invoked[call]!));
  const who = (call: number): string =>
    `process ${history.processes[invoked[call]!]} (operation ${invoked[call]}, claim ${asked(call)}, answered with ok at ${moment(history, ended[call]!)})`;
  const interval = (call: number, role: 'culprit' | 'witness') => ({
    operation: invoked[call]!,
    process: history.processes[invoked[call]!]!,
    label: `claim ${asked(call)}`,
    start: history.times[invoked[call]!]!,
    end: history.times[ended[call]!]!,
    role,
  });
  const key = keyText(calls, calls.keys[again]!);
  return {
    type: 'claimed-twice',
    operations: [invoked[again]!, invoked[before]!],
    prefix: ended[again]! + 1,
    time: history.times[ended[again]!]!,
    ...(key === undefined ? {} : { key }),
    explanation: `The name ${name} was taken twice: by ${who(before)}, and again by ${who(again)}. Whoever came second should have been refused.`,
    picture: { kind: 'intervals', intervals: [interval(before, 'witness'), interval(again, 'culprit')] },
  };
}
