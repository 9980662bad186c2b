/** Adya's G2: of two transactions that insert a row only where none is, one must see the other's. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { callsOf } from '../../harness/history/calls.js';
import { ElementScanner } from '../../harness/history/element-scanner.js';
import { ValueTable } from '../../harness/history/value-table.js';
import { moment } from '../explaining/moments.js';

const INSERT = 0;
/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;
const NOBODY = -1;

/**
 * Judges `insert` [key, [a, b]], ok when there was no row of the key yet. Two that are ok contradict each other whatever
 * else happened, so it needs no real time, and makes nothing of unknown outcomes. O(n). Throws UsageError 'bad-operation'
 * for values of another shape.
 */
export const adyaG2: Checker = {
  property: 'adya-g2',
  holdsOfBeginnings: true,
  describe: 'of two that insert a row only where none is, one sees the row of the other',
  check,
};

function check(history: History, _: CheckOptions): Verdict {
  const calls = callsOf(history, { insert: INSERT }, false);
  const { length, invoked, ended, outcomes } = calls;
  const verdict = { property: 'adya-g2', operations: length, algorithm: 'two that succeeded' };
  const keyTable = new ValueTable(history.valueBytes);
  const scanner = new ElementScanner(history.valueBytes);
  const keys = new Int32Array(length);
  for (let call = 0; call < length; call += 1) {
    if (!scanner.split(calls.inputStarts[call]!, calls.inputEnds[call]!)) {
      throw badOperation(history, invoked[call]!, 'a value is [key, [a, b]]');
    }
    keys[call] = keyTable.id(scanner.firstStart, scanner.firstEnd);
  }
  const asked = new Int32Array(keyTable.size);
  const inserted = new Int32Array(keyTable.size).fill(NOBODY);
  const anomalies: Anomaly[] = [];
  const counts = { inserted: 0, twice: 0 };
  for (let call = 0; call < length; call += 1) {
    const key = keys[call]!;
    asked[key]! += 1;
    if (outcomes[call] !== TYPE_OK) continue;
    counts.inserted += 1;
    const other = inserted[key]!;
    if (other === NOBODY) {
      inserted[key] = call;
      continue;
    }
    counts.twice += 1;
    if (anomalies.length >= MAX_EXPLAINED) continue;
    const name = keyTable.text(key);
    const [last, first] = ended[call]! > ended[other]! ? [call, other] : [other, call];
    const who = (each: number): string =>
      `process ${history.processes[invoked[each]!]} (operation ${invoked[each]}, answered at ${moment(history, ended[each]!)})`;
    anomalies.push({
      type: 'G2',
      also: ['G2-predicate', 'write skew', 'phantom'],
      operations: [invoked[last]!, invoked[first]!],
      prefix: ended[last]! + 1,
      time: history.times[ended[last]!]!,
      key: name,
      explanation: `Both ${who(last)} and ${who(first)} inserted a row of key ${name}, and each of them only after it had looked for rows of that key and found none. Whichever came first, the other should have found its row.`,
      picture: {
        kind: 'intervals',
        intervals: [first, last].map((each) => ({
          operation: invoked[each]!,
          process: history.processes[invoked[each]!]!,
          label: `insert of key ${name}`,
          start: history.times[invoked[each]!]!,
          end: history.times[ended[each]!]!,
          role: each === last ? ('culprit' as const) : ('witness' as const),
        })),
      },
    });
  }
  const contested = asked.reduce((sum, count) => sum + Number(count > 1), 0);
  if (counts.inserted === 0 || contested === 0) {
    const reason =
      counts.inserted === 0
        ? 'no insert succeeded, so there is nothing to judge'
        : 'no key was inserted by two, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], reason };
  }
  const details = { keys: keyTable.size, contested, ...counts };
  return { ...verdict, valid: anomalies.length === 0, anomalies, details };
}
