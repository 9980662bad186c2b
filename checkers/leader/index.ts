/** Leadership: a term has one leader at most, and the term that a node knows never goes back. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { callEvents } from '../unique-ids/call-events.js';
import { type LeaderAnswers, leaderAnswers, NONE } from './answers.js';
import { explainStepBack, explainTwoLeaders } from './explain.js';

/** Violations of each kind that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

const describe = 'a term has one leader at most, and the term that a node knows never goes back';

/**
 * Judges `leader`, whose answer is what the asked node believes. Who leads a term is the same for everybody and for ever,
 * so those answers need no order; the terms of one node (the `node` of the operation) are compared in real time, or where
 * there are no times within one process. O(n): a million operations take less than a second.
 */
export const leader: Checker = { property: 'leader', describe, holdsOfBeginnings: true, check };

function check(history: History, { keyed }: CheckOptions): Verdict {
  const answers = leaderAnswers(history, keyed);
  const { calls, terms } = answers;
  const verdict = { property: 'leader', operations: calls.length, algorithm: 'table of terms' };
  const told = terms.reduce((sum, term) => sum + Number(!Number.isNaN(term)), 0);
  if (told === 0) {
    const reason = 'nobody was ever said to lead, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], reason };
  }
  const at = callEvents(history, calls);
  const rivals = twoLeaders(history, answers, at);
  const steps = stepsBack(history, answers, at);
  const anomalies: Anomaly[] = [
    ...rivals.first.map(([wrong, before]) => explainTwoLeaders(history, answers, wrong, before)),
    ...steps.first.map(([wrong, before]) => explainStepBack(history, answers, wrong, before)),
  ].sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
  const details = {
    ...{ answers: told, terms: rivals.terms, nodesAsked: steps.nodes },
    ...{ secondLeaders: rivals.count, termsThatWentBack: steps.count },
  };
  return { ...verdict, valid: anomalies.length === 0, anomalies, details };
}

/** Pairs of calls: the wrong one, and the one that it contradicts. */
interface Contradictions {
  readonly count: number;
  readonly first: readonly (readonly [wrong: number, before: number])[];
}

/** Answers that name another leader of a term than the first answer did. A leader that is named again is not counted again. */
function twoLeaders(
  history: History,
  { calls, leaders, terms }: LeaderAnswers,
  at: Int32Array,
): Contradictions & { readonly terms: number } {
  const leaderOf = Array.from({ length: calls.keyCount }, () => new Map<number, number>());
  const named = new Set<string>();
  const first: (readonly [number, number])[] = [];
  let count = 0;
  for (let event = 0; event < history.length; event += 1) {
    const call = at[event]!;
    if (call < 0 || calls.ended[call] !== event || leaders[call] === NONE) continue;
    const ofKey = leaderOf[calls.keys[call]!]!;
    const before = ofKey.get(terms[call]!);
    if (before === undefined) ofKey.set(terms[call]!, call);
    if (before === undefined || leaders[before] === leaders[call]) continue;
    const again = `${calls.keys[call]} ${terms[call]} ${leaders[call]}`;
    if (named.has(again)) continue;
    named.add(again);
    count += 1;
    if (first.length < MAX_EXPLAINED) first.push([call, before]);
  }
  return { count, first, terms: leaderOf.reduce((sum, { size }) => sum + size, 0) };
}

/** Answers of a node with a smaller term than it had told before the question was asked. */
function stepsBack(
  history: History,
  { calls, terms }: LeaderAnswers,
  at: Int32Array,
): Contradictions & { readonly nodes: number } {
  const nodes = new Map<string, number>();
  /** By node and key, and by process where there are no times: the call with the greatest term so far. */
  const greatest = new Map<number | string, number>();
  const before = new Int32Array(calls.length).fill(NONE);
  const first: (readonly [number, number])[] = [];
  let count = 0;
  const seriesOf = (call: number): number | string | null => {
    const name = history.node(calls.invoked[call]!);
    if (name === undefined) return null;
    const node = nodes.get(name) ?? nodes.size;
    nodes.set(name, node);
    const series = node * calls.keyCount + calls.keys[call]!;
    return history.hasTimes ? series : `${history.processes[calls.invoked[call]!]} ${series}`;
  };
  for (let event = 0; event < history.length; event += 1) {
    const call = at[event]!;
    const series = call < 0 ? null : seriesOf(call);
    if (series === null) continue;
    const best = greatest.get(series) ?? NONE;
    if (calls.invoked[call] === event) {
      before[call] = best;
      continue;
    }
    const earlier = before[call]!;
    if (earlier >= 0 && terms[earlier]! > terms[call]!) {
      count += 1;
      if (first.length < MAX_EXPLAINED) first.push([call, earlier]);
    }
    if (!Number.isNaN(terms[call]!) && (best < 0 || terms[call]! > terms[best]!)) greatest.set(series, call);
  }
  return { count, first, nodes: nodes.size };
}
