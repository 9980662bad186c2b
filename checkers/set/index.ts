/** Sets: what was acknowledged is there, once, and nothing is there that nobody added. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { summariseLosses } from '../explaining/losses.js';
import { quantiles } from '../statistics/quantiles.js';
import { explainDuplicate, explainLoss, explainPhantom, explainStaleRead, type JudgedSet } from './explain.js';
import { type Fates, fatesOf } from './fates.js';
import { type SetLevel, setLevelNamed } from './levels.js';
import { ADD, READ, REMOVE, setOperations } from './set-operations.js';
import { sightingsOf } from './sightings.js';
import { readsOf, visibilityOf } from './visibility.js';

export { SET_LEVELS, type SetLevel, setLevelNamed } from './levels.js';

/** Violations of each kind that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

const describe = 'every acknowledged element is there in the end, once, and nothing that nobody added';

const KINDS = { add: ADD, read: READ, remove: REMOVE };

/**
 * Judges `add` and `read`. An element is lost when it was acknowledged and none of the final reads shows it: those that
 * began after every add had ended, and after the event that says so where a run has one. Without such reads nothing is
 * lost, and nothing is proven. Stale reads are counted, and are violations of level `linearizable` alone. Linear in the
 * bytes of the reads: not in elements times reads. Throws UsageError 'unknown-level'.
 */
export function setChecker({ level = 'eventual' }: { readonly level?: string } = {}): Checker {
  const claimed = setLevelNamed(level);
  return { property: 'set', describe, check: (history, options) => check(history, options, claimed) };
}

function check(history: History, { keyed }: CheckOptions, level: SetLevel): Verdict {
  const operations = setOperations(history, KINDS, keyed);
  const verdict = { property: 'set', operations: operations.calls.length, algorithm: 'sightings of each element' };
  const undecided = (reason: string): Verdict => ({ ...verdict, valid: 'unknown', anomalies: [], reason });
  if (operations.hasRemovals) {
    return undecided('elements are removed, of which this property makes nothing: use linearizable with the model set');
  }
  if (operations.readCount === 0) return undecided('no read was answered, so there is nothing to judge');
  const seen = sightingsOf(history, operations);
  const misshown = [
    ...seen.phantoms.slice(0, MAX_EXPLAINED).map((each) => explainPhantom(history, operations, each)),
    ...seen.duplicates.slice(0, MAX_EXPLAINED).map((each) => explainDuplicate(history, operations, seen, each)),
  ];
  const counts = { level, phantom: seen.phantoms.length, duplicated: seen.duplicates.length };
  if (!history.hasTimes) {
    if (misshown.length > 0) return { ...verdict, valid: false, anomalies: misshown, details: counts };
    return undecided('the history does not say when things happened');
  }
  const reads = readsOf(history, operations);
  const visibility = visibilityOf(history, operations, reads, seen);
  const fates = fatesOf(history, operations, reads, seen, visibility);
  const judged: JudgedSet = { history, operations, seen, reads, visibility };
  const anomalies = [
    ...misshown,
    ...grouped(fates.lost, (element) => operations.ids.key(element)).map((lost) => explainLoss(judged, lost)),
    ...(level === 'linearizable'
      ? grouped(fates.stale, (element) => visibility.missing[element]!).map((stale) => explainStaleRead(judged, stale))
      : []),
  ].sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
  const details = { ...counts, ...detailsOf(judged, fates) };
  return { ...verdict, ...conclude(anomalies, fates), anomalies, details };
}

function conclude(anomalies: readonly Anomaly[], fates: Fates): Pick<Verdict, 'valid' | 'reason'> {
  if (anomalies.length > 0) return { valid: false };
  if (fates.acknowledged === 0)
    return { valid: 'unknown', reason: 'no add was acknowledged, so nothing could be lost' };
  if (fates.unreadKeys === 0) return { valid: true };
  const of = fates.judgedKeys > 1 ? ` of ${fates.unreadKeys} of ${fates.judgedKeys} keys` : '';
  const reason = `the final state${of} is not known: no read of it was answered, one that began after every add had ended`;
  return { valid: 'unknown', reason };
}

/** Elements by something that they share: the first groups, in their order. */
function grouped(elements: readonly number[], by: (element: number) => number): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (const element of elements) {
    const shared = by(element);
    const group = groups.get(shared);
    if (group !== undefined) group.push(element);
    else groups.set(shared, [element]);
  }
  return [...groups]
    .sort(([left], [right]) => left - right)
    .slice(0, MAX_EXPLAINED)
    .map(([, group]) => group);
}

function detailsOf({ history, operations, seen, reads }: JudgedSet, fates: Fates): Record<string, unknown> {
  const { calls, ids } = operations;
  let finalReads = 0;
  for (let key = 0; key < calls.keyCount; key += 1) finalReads += reads.starts[key + 1]! - reads.finals[key]!;
  const adds = calls.kinds.reduce((sum, kind) => sum + Number(kind === ADD), 0);
  const acknowledgedAdds = calls.kinds.reduce(
    (sum, kind, at) => sum + Number(kind === ADD && calls.outcomes[at] === TYPE_OK),
    0,
  );
  const lostAt = fates.lost.map((element) => calls.invoked[seen.adders[element]!]!).sort((a, b) => a - b);
  return {
    ...{ keys: calls.keyCount, adds, acknowledgedAdds, reads: operations.readCount, finalReads },
    ...{ acknowledged: fates.acknowledged, recovered: fates.recovered, lost: fates.lost.length },
    ...{ stale: fates.stale.length, neverRead: fates.neverRead, vanished: fates.vanished },
    ...{ timeToVisibleMs: quantiles(fates.visibleMs), timeToLostMs: quantiles(fates.lostMs) },
    ...(lostAt.length === 0
      ? {}
      : {
          losses: summariseLosses(
            history,
            lostAt,
            fates.lost.map((element) => ids.value(element)),
          ),
        }),
  };
}
