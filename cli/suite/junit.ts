/** A suite as JUnit sees it: one testsuite for each run, one case for each property, and one testsuite of what is expected. */
import { type JUnitCase, type JUnitSuite, renderSuites } from '../../harness/report/junit.js';
import { ownRuns, statedName } from './conclude.js';
import type { Attempt, ExpectationRecord, RunRecord, SuiteRecord } from './record.js';

export function suiteJUnit(record: SuiteRecord): string {
  const classname = `faultline.${record.name}`;
  const runs = ownRuns(record).map((run) => runSuite(run, classname));
  const expected = record.expectations.map(expectationCase);
  const all = expected.length === 0 ? runs : [...runs, { name: 'expectations', classname, cases: expected }];
  return renderSuites(all, record.name);
}

function runSuite(run: RunRecord, classname: string): JUnitSuite {
  const last = run.attempts.at(-1);
  const earlier = run.attempts.slice(0, -1);
  const suite = {
    name: `${run.label}, seed ${run.seed}`,
    classname: `${classname}.${run.target}-${run.workload}`,
    properties: {
      ...{ number: `${run.number}`, seed: `${run.seed}`, command: run.command, outcome: run.outcome },
      ...{ attempts: `${run.attempts.length}` },
      ...(typeof last?.folder === 'string' ? { report: `${last.folder}/report.html` } : {}),
    },
  };
  if (last === undefined) {
    return { ...suite, cases: [{ name: 'run', result: { kind: 'error', message: `not run: ${run.sentence}` } }] };
  }
  const told = earlier.map(({ sentence }, at) => `attempt ${at + 1} failed as a run: ${sentence}`);
  return {
    ...suite,
    timestamp: run.attempts[0]?.startedAt ?? last.startedAt,
    seconds: run.attempts.reduce((sum, { seconds }) => sum + seconds, 0),
    cases: casesOf(run, last),
    ...(told.length === 0 ? {} : { output: told.join('\n') }),
  };
}

function casesOf(run: RunRecord, attempt: Attempt): readonly JUnitCase[] {
  const { properties, notJudged, seconds, outcome, sentence } = attempt;
  const judged = properties.map(({ property, valid, reason }): JUnitCase => {
    if (valid === true) return { name: property, seconds, result: { kind: 'passed', message: '' } };
    if (valid === false) return violatedCase(property, run, attempt);
    const why = reason ?? 'nobody knows';
    return { name: property, seconds, result: { kind: 'error', message: why, text: `${why}\nagain: ${run.command}` } };
  });
  const cases = [
    ...judged,
    ...notJudged.map(({ property, why }): JUnitCase => ({ name: property, result: { kind: 'skipped', message: why } })),
  ];
  // What makes the whole run doubtful belongs to no property.
  const isTold = cases.some(({ result }) => result.kind === 'failure' || result.kind === 'error');
  const isDoubtful = outcome === 'failed' || outcome === 'cut short' || (outcome === 'unknown' && !isTold);
  if (isDoubtful || cases.length === 0) {
    const text = `${sentence}\nagain: ${run.command}`;
    cases.push({ name: 'run', seconds, result: { kind: 'error', message: sentence, text } });
  }
  return cases;
}

/** New anomalies make it a failure; known ones alone are skipped, with the link; those that had to be found are a pass. */
function violatedCase(property: string, run: RunRecord, { anomalies, seconds, sentence }: Attempt): JUnitCase {
  const own = anomalies.filter((each) => each.property === property);
  const fresh = own.filter(({ expectedBy }) => expectedBy === null);
  const stories = (fresh.length > 0 ? fresh : own).map(({ type, explanation }) => `${type}: ${explanation}`);
  const text = stories.join('\n') || sentence;
  if (fresh.length === 0 && own.length > 0) {
    const message = `${[...new Set(own.map(({ type }) => type))].join(', ')} is expected: ${own[0]?.expectedBy ?? ''}`;
    return { name: property, seconds, result: { kind: 'skipped', message } };
  }
  const message = text.split('\n', 1)[0] ?? '';
  return { name: property, seconds, result: { kind: 'failure', message, text: `${text}\nagain: ${run.command}` } };
}

function expectationCase(expectation: ExpectationRecord): JUnitCase {
  const { label, met, sentence, link } = expectation;
  const name = `${label}: ${statedName(expectation)}`;
  const message = link === null ? sentence : `${sentence} (${link})`;
  return { name, result: { kind: met === true ? 'passed' : met === false ? 'failure' : 'error', message } };
}
