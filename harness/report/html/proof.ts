/** What the verdict of this run proves, and what it does not. */
import type { Test } from '../../contracts/test.js';
import type { RunVerdict } from '../../results/index.js';
import type { FaultSpan } from '../fault-span.js';
import { type ReportStatistics, readStatistics } from '../statistics.js';
import { judgedName } from '../wording.js';
import { html, type Markup } from './markup.js';
import { count, plural } from './numbers.js';

/** Two or three sentences, plain. */
export function sayProof(test: Test, verdict: RunVerdict, faults: readonly FaultSpan[]): readonly string[] {
  const statistics = readStatistics(verdict.statistics);
  const planted =
    test.plant === null
      ? []
      : [
          `The harness falsified answers on purpose, so this says something of the checker, and nothing of ${test.target}.`,
        ];
  if (verdict.valid === false) return [...broken(statistics), ...planted];
  if (verdict.valid === true) return [...held(test, statistics, faults), ...planted];
  return [...undecided(test, verdict), ...planted];
}

export function proof(test: Test, verdict: RunVerdict, faults: readonly FaultSpan[]): Markup {
  return html`<p class="proof">${sayProof(test, verdict, faults).join(' ')}</p>`;
}

function unknownOutcomes(statistics: ReportStatistics | null): string {
  const info = statistics?.all.counts.info ?? 0;
  if (statistics === null) return 'operations of unknown outcome';
  return info === 1 ? 'the one operation of unknown outcome' : `the ${count(info)} operations of unknown outcome`;
}

function broken(statistics: ReportStatistics | null): readonly string[] {
  const whatever =
    statistics?.all.counts.info === 0
      ? 'The violation follows from what clients were answered, and no operation was of unknown outcome.'
      : `The violation holds whatever became of ${unknownOutcomes(statistics)}: none of the things that may have happened to them explains this history.`;
  return [
    whatever,
    'It says what went wrong, not why: a fault that was in force at that moment need not be the cause.',
    'How often it happens is not known from one run; the same command may not show it again, for the timing is never quite the same.',
  ];
}

function held(test: Test, statistics: ReportStatistics | null, faults: readonly FaultSpan[]): readonly string[] {
  const proven = faults.filter(({ verifiedNs }) => verifiedNs !== null);
  const kinds = [...new Set(proven.map(({ fault }) => fault))].join(', ');
  const operations = statistics === null ? 'its operations' : plural(totalOf(statistics), 'operation');
  const under = proven.length === 0 ? 'without any fault' : `under ${plural(proven.length, 'fault')} (${kinds})`;
  const notTried =
    proven.length === 0
      ? 'It says nothing of how the database behaves when something goes wrong.'
      : 'It says nothing of other faults, other timing or other workloads.';
  return [
    `In this one history of ${operations}, ${under}, nothing contradicts “${judgedName(test)}”.`,
    `That is no proof that it always holds: another seed, or more time, may show a violation. ${notTried}`,
  ];
}

function undecided(test: Test, verdict: RunVerdict): readonly string[] {
  const reason = (verdict.reason ?? 'nothing was judged').replace(/[.!?]*$/, '');
  const next =
    verdict.runError !== null
      ? 'The run itself has to work first; harness.log and the logs of the nodes say more.'
      : verdict.interrupted
        ? 'Let the run come to its end.'
        : 'It is neither a pass nor a violation.';
  return [`Nothing is proven of “${judgedName(test)}”, either way: ${reason}.`, next];
}

function totalOf({ all: { counts } }: ReportStatistics): number {
  return counts.ok + counts.fail + counts.info;
}
