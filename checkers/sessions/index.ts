/** Sessions: which of the four session guarantees a history keeps. */
import type { Anomaly, Checker, CheckOptions, Validity, Verdict } from '../../harness/contracts/checker.js';
import { UsageError } from '../../harness/contracts/errors.js';
import type { History } from '../../harness/contracts/history.js';
import { explainBadReads } from '../causal/bad-reads.js';
import { shortCycles } from '../causal/cycles.js';
import { Telling } from '../causal/telling.js';
import { EVERYTHING } from '../transactions/graph/edges.js';
import { gather } from '../transactions/input/gather.js';
import { resolve } from '../transactions/input/resolve.js';
import { withSingleSteps } from '../transactions/input/single-steps.js';
import { COMMITTED } from '../transactions/input/transactions.js';
import { Guarantees, type SessionGuarantee } from '../transactions/levels/sessions.js';
import { isInSomeOrderOfMoments } from '../transactions/undecided/moments.js';
import { explainGuarantee } from './explain.js';

/** As after --level. */
export const SESSION_LEVELS: readonly SessionGuarantee[] = [
  ...(['read-your-writes', 'monotonic-reads', 'monotonic-writes', 'writes-follow-reads'] as const),
];

/** Violations of each guarantee that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

export interface SessionOptions {
  /** The one guarantee that is asked for; all four where it is left out. */
  readonly level?: string;
}

/**
 * Judges `read` and `write` of [key, value], and `txn`. A session is a process, and every value is written to a key once.
 * Throws UsageError 'unknown-level'; when it checks, 'bad-operation' for other operations.
 */
export function sessions({ level }: SessionOptions = {}): Checker {
  const asked = SESSION_LEVELS.filter((guarantee) => level === undefined || guarantee === level);
  if (asked.length === 0) {
    throw new UsageError(`there is no level "${level}"`, {
      code: 'unknown-level',
      value: level,
      hint: `levels of sessions are ${SESSION_LEVELS.join(', ')}`,
    });
  }
  return {
    property: 'sessions',
    describe: 'every process sees its own writes, and never goes back: the four session guarantees',
    check: (history, options) => check(history, asked, options),
  };
}

function check(given: History, asked: readonly SessionGuarantee[], _: CheckOptions): Verdict {
  const history = withSingleSteps(given, 'sessions');
  const transactions = gather(history);
  const verdict = { property: 'sessions', operations: transactions.length, algorithm: 'orders of versions' };
  const levels = new Map<string, Validity>(SESSION_LEVELS.map((guarantee) => [guarantee, 'unknown']));
  if (!transactions.outcomes.includes(COMMITTED)) {
    const reason = 'no operation succeeded, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], levels: Object.fromEntries(levels), reason };
  }
  const resolved = resolve(history, transactions);
  const { dependencies } = resolved;
  const telling = new Telling(history, transactions, resolved);
  let gathered: Guarantees | null = null;
  const guarantees = (): Guarantees => {
    gathered ??= new Guarantees(dependencies);
    return gathered;
  };
  const initial = dependencies.writeKeys.length;
  const lacksOwn = transactions.slips.some(({ ownMissing }) => ownMissing);
  const anomalies: Anomaly[] = [...explainBadReads(history, transactions, resolved)];
  const violations: Record<string, number> = {};
  // What some order in real time explains keeps all of them, and that is quickly seen.
  const isClean = resolved.badReads.length === 0 && transactions.slips.length === 0;
  const isOrdered = isClean && history.hasTimes && isInSomeOrderOfMoments(dependencies);
  for (const guarantee of SESSION_LEVELS) {
    if (isOrdered) levels.set(guarantee, true);
    const edges = isOrdered ? null : guarantees().edgesOf(guarantee);
    if (edges === null) continue;
    const { first, knots } = shortCycles(edges, initial + 1, EVERYTHING, MAX_EXPLAINED);
    const isKept = knots === 0 && !(guarantee === 'read-your-writes' && lacksOwn);
    levels.set(guarantee, isKept);
    violations[guarantee] = knots;
    if (isKept || !asked.includes(guarantee)) continue;
    anomalies.push(
      ...first.map((cycle) => explainGuarantee(dependencies, telling, guarantee, { edges, cycle, initial })),
    );
  }
  const isBad = resolved.badReads.length > 0 || (lacksOwn && asked.includes('read-your-writes'));
  const held = asked.map((guarantee) => levels.get(guarantee));
  const valid: Validity =
    isBad || held.includes(false) ? false : held.every((holds) => holds === true) ? true : 'unknown';
  const beyond = [...levels].flatMap(([guarantee, holds]) => (holds === false && valid === true ? [guarantee] : []));
  return {
    ...verdict,
    valid,
    anomalies: valid === false ? anomalies : [],
    levels: Object.fromEntries(levels),
    ...(valid === 'unknown' ? { reason: 'the sessions do so much to one key that it would take too long' } : {}),
    details: {
      ...{ keys: transactions.keyCount, sessions: dependencies.sessionCount, violations },
      badReads: resolved.badReads.length,
      ...(beyond.length > 0 ? { beyondClaim: beyond } : {}),
    },
  };
}
