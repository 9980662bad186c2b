/** The head of the report: the verdict in one sentence, why, what was claimed, and how to do it again. */
import type { Test } from '../../contracts/test.js';
import type { RunVerdict } from '../../results/index.js';
import { readStatistics } from '../statistics.js';
import { headline, modelLine, stamp } from '../wording.js';
import type { FaultSpan } from './faults.js';
import { anomaliesOf } from './input.js';
import { html, type Markup } from './markup.js';
import { capitalised, count, duration, plural } from './numbers.js';

/** Sentences of the reason that the head quotes; the section on violations has all of them. */
const MAX_SENTENCES = 2;

export function head(test: Test, verdict: RunVerdict, faults: readonly FaultSpan[]): Markup {
  const { word, mark, kind } = stamp(verdict);
  return html`<header class="head ${kind}">
<p class="brand"><span class="wordmark">Faultline</span> <span class="run-name">${test.name} · ${test.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</span></p>
<p class="stamp"><span aria-hidden="true">${mark}</span> ${word}</p>
<h1>${headline(test, verdict)}</h1>
<p class="why">${why(verdict, faults)}</p>
${notices(test, verdict)}
${claim(test)}
<p class="claim">${capitalised(modelLine(test))}.</p>
<div class="command"><code id="command">${test.command}</code><button type="button" data-copy="command">Copy</button></div>
<p class="note">This command repeats the run: the same seed, the same schedule of faults.</p>
</header>`;
}

function why(verdict: RunVerdict, faults: readonly FaultSpan[]): Markup {
  const found = anomaliesOf(verdict);
  if (verdict.valid === false) {
    const rest = found.length > 1 ? ` ${count(found.length)} violations in all.` : '';
    return html`${firstSentences(verdict.reason ?? '')}${rest} <a href="#violations">See the operations</a>.`;
  }
  if (verdict.valid === 'unknown') return html`${firstSentences(verdict.reason ?? 'Nothing was judged.')}`;
  const judged = verdict.properties.reduce((most, { operations }) => Math.max(most, operations), 0);
  const proven = faults.filter(({ verifiedNs }) => verifiedNs !== null).length;
  const under =
    proven === 0
      ? 'No fault was in force.'
      : `${plural(proven, 'fault')}, each measured to be in force while it lasted.`;
  return html`${plural(judged, 'operation')} judged. ${under}`;
}

function firstSentences(text: string): string {
  const sentences = text.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  const quoted = sentences.slice(0, MAX_SENTENCES).join(' ').trim();
  const capital = capitalised(quoted);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

function notices(test: Test, verdict: RunVerdict): readonly Markup[] {
  const notices: string[] = [];
  if (test.plant !== null) {
    notices.push(
      `This run checks the checker, not ${test.target}: the harness itself falsified ${plural(verdict.liesTold, 'answer')} (${test.plant.name}, one in ${test.plant.everyNth} that it could).`,
    );
  }
  if (verdict.valid === false && verdict.runError !== null) {
    notices.push(`The run also failed as a run: ${verdict.runError.message}`);
  }
  if (verdict.valid === false && verdict.interrupted) notices.push('The run was interrupted before its end.');
  for (const { property, why } of readStatistics(verdict.statistics)?.notJudged ?? []) {
    notices.push(`Not judged: ${property}, because ${why}.`);
  }
  return notices.map((text) => html`<p class="notice">${text}</p>`);
}

function claim(test: Test): Markup {
  const { target, judge, claimSource } = test;
  if (claimSource === null) {
    return html`<p class="claim">Judged for “${judge.property}” because the user asked for it; ${target} does not claim it for these options.</p>`;
  }
  // Only what a browser opens as a page: a stored test could hold anything.
  const source = /^https?:\/\//.test(claimSource)
    ? html`<a href="${claimSource}" rel="noreferrer">${claimSource}</a>`
    : html`${claimSource}`;
  return html`<p class="claim">${target} claims “${judge.property}”: ${source}</p>`;
}

/** How it was run. */
export function conditions(test: Test): Markup {
  const options = Object.entries({ ...test.targetOptions, ...test.workloadOptions }).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const facts: readonly (readonly [string, string])[] = [
    ['Target', `${test.target}, ${plural(test.nodes, 'node')} on ${test.cluster}`],
    ['Workload', `${test.workload}, ${plural(test.concurrency, 'client')}`],
    [
      'Time',
      `${duration(test.timeMs * 1e6)}, ${test.rate === 0 ? 'as fast as it goes' : `${count(test.rate)} operations/s`}`,
    ],
    [
      'Faults',
      test.faults.length === 0 ? 'none' : `${test.faults.join(', ')}; ${plural(test.schedule.length, 'time')}`,
    ],
    ['Seed', String(test.seed)],
    ['Timeout', `${duration(test.opTimeoutMs * 1e6)} per operation`],
    [
      'Versions',
      Object.entries(test.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['Options', options.join(', ') || 'none'],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
