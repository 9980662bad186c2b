/** JUnit's XML: one test case for each property of a run, for CI. */
import type { Test } from '../contracts/test.js';
import type { RunVerdict } from '../results/index.js';
import { readStatistics } from './statistics.js';

/** A run that failed as a run is an error, a violation a failure, and what nobody knows an error too: never a pass. */
export function renderJUnit(test: Test, verdict: RunVerdict): string {
  const suite = `${test.target} ${test.workload} on ${test.cluster}, seed ${test.seed}`;
  const cases = verdict.properties.map(({ property, valid, anomalies, reason }) => {
    const open = `    <testcase classname="${escapeXml(`faultline.${test.name}`)}" name="${escapeXml(property)}" time="${(test.timeMs / 1e3).toFixed(3)}"`;
    if (valid === true) return `${open}/>`;
    const text =
      anomalies.map(({ type, explanation }) => `${type}: ${explanation}`).join('\n') || (reason ?? 'unknown');
    const tag = valid === false ? 'failure' : 'error';
    return `${open}>\n      <${tag} message="${escapeXml(text.split('\n', 1)[0] ?? '')}">${escapeXml(`${text}\nagain: ${test.command}`)}</${tag}>\n    </testcase>`;
  });
  const skipped = readStatistics(verdict.statistics)?.notJudged ?? [];
  for (const { property, why } of skipped) {
    cases.push(
      `    <testcase classname="${escapeXml(`faultline.${test.name}`)}" name="${escapeXml(property)}">\n      <skipped message="${escapeXml(why)}"/>\n    </testcase>`,
    );
  }
  // What makes the whole run doubtful belongs to no property.
  if (
    verdict.runError !== null ||
    (verdict.valid === 'unknown' && verdict.properties.every(({ valid }) => valid === true))
  ) {
    const why = escapeXml(verdict.runError?.message ?? verdict.reason ?? 'nothing was judged');
    cases.push(
      `    <testcase classname="${escapeXml(`faultline.${test.name}`)}" name="run">\n      <error message="${why}">${why}</error>\n    </testcase>`,
    );
  }
  const failures = verdict.properties.filter(({ valid }) => valid === false).length;
  const errors = cases.filter((text) => text.includes('<error ')).length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="${escapeXml(suite)}" tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped.length}" timestamp="${escapeXml(test.startedAt)}">
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
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
