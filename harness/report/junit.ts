/** JUnit's XML, for CI: one test case for each property of a run; one file for a run, or for many. */
import type { Test } from '../contracts/test.js';
import type { RunVerdict } from '../results/index.js';
import { readStatistics } from './statistics.js';

/** What a case came to. Only 'passed' is green. */
export interface JUnitResult {
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  /** One line. */
  readonly message: string;
  /** What an opened case shows; left out: nothing more. */
  readonly text?: string;
}

export interface JUnitCase {
  readonly name: string;
  readonly seconds?: number;
  readonly result: JUnitResult;
}

export interface JUnitSuite {
  readonly name: string;
  /** What its cases belong to: "faultline.etcd-register". */
  readonly classname: string;
  /** When it began, ISO 8601; left out where it never did. */
  readonly timestamp?: string;
  readonly seconds?: number;
  readonly properties?: Readonly<Record<string, string>>;
  readonly cases: readonly JUnitCase[];
  /** What it has to say besides. */
  readonly output?: string;
}

/** A run that failed as a run is an error, a violation a failure, and what nobody knows an error too: never a pass. */
export function renderJUnit(test: Test, verdict: RunVerdict): string {
  const again = `again: ${test.command}`;
  const cases: JUnitCase[] = verdict.properties.map(({ property, valid, anomalies, reason }) => {
    const seconds = test.timeMs / 1e3;
    if (valid === true) return { name: property, seconds, result: { kind: 'passed', message: '' } };
    const text =
      anomalies.map(({ type, explanation }) => `${type}: ${explanation}`).join('\n') || (reason ?? 'unknown');
    const kind = valid === false ? 'failure' : 'error';
    return { name: property, seconds, result: { kind, message: firstLine(text), text: `${text}\n${again}` } };
  });
  for (const { property, why } of readStatistics(verdict.statistics)?.notJudged ?? []) {
    cases.push({ name: property, result: { kind: 'skipped', message: why } });
  }
  // What makes the whole run doubtful belongs to no property.
  if (
    verdict.runError !== null ||
    (verdict.valid === 'unknown' && verdict.properties.every(({ valid }) => valid === true))
  ) {
    const why = verdict.runError?.message ?? verdict.reason ?? 'nothing was judged';
    cases.push({ name: 'run', result: { kind: 'error', message: why, text: why } });
  }
  const name = `${test.target} ${test.workload} on ${test.cluster}, seed ${test.seed}`;
  return renderSuites([{ name, classname: `faultline.${test.name}`, timestamp: test.startedAt, cases }]);
}

/** One file for all of them. */
export function renderSuites(suites: readonly JUnitSuite[], name?: string): string {
  const all = suites.flatMap(({ cases }) => cases);
  const head = name === undefined ? '' : ` name="${escapeXml(name)}" ${countsOf(all)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites${head}>
${suites.map(suiteElement).join('\n')}
</testsuites>
`;
}

function suiteElement({ name, classname, timestamp, seconds, properties = {}, cases, output }: JUnitSuite): string {
  const when = timestamp === undefined ? '' : ` timestamp="${escapeXml(timestamp)}"`;
  const lines = [
    `  <testsuite name="${escapeXml(name)}" ${countsOf(cases)}${timeOf(seconds)}${when}>`,
    ...propertyLines(properties),
    ...cases.map((each) => caseElement(classname, each)),
    ...(output === undefined ? [] : [`    <system-out>${escapeXml(output)}</system-out>`]),
    '  </testsuite>',
  ];
  return lines.join('\n');
}

function propertyLines(properties: Readonly<Record<string, string>>): readonly string[] {
  const entries = Object.entries(properties);
  if (entries.length === 0) return [];
  const lines = entries.map(([key, value]) => `      <property name="${escapeXml(key)}" value="${escapeXml(value)}"/>`);
  return ['    <properties>', ...lines, '    </properties>'];
}

function caseElement(classname: string, { name, seconds, result }: JUnitCase): string {
  const open = `    <testcase classname="${escapeXml(classname)}" name="${escapeXml(name)}"${timeOf(seconds)}`;
  const { kind, message, text } = result;
  if (kind === 'passed') return `${open}/>`;
  const inner = `<${kind} message="${escapeXml(message)}"`;
  const body = text === undefined ? `${inner}/>` : `${inner}>${escapeXml(text)}</${kind}>`;
  return `${open}>\n      ${body}\n    </testcase>`;
}

function countsOf(cases: readonly JUnitCase[]): string {
  const count = (kind: JUnitResult['kind']): number => cases.filter(({ result }) => result.kind === kind).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function timeOf(seconds: number | undefined): string {
  return seconds === undefined ? '' : ` time="${seconds.toFixed(3)}"`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Characters that XML cannot carry at all become a replacement character. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
