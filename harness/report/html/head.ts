/** The head of the report: the verdict in one sentence, why, what was claimed, and how to do it again. */
import type { Test } from '../../contracts/test.js';
import type { RunVerdict } from '../../results/index.js';
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
<div class="command"><code id="command">${test.command}</code><button type="button" data-copy="command">Copy</button></div>
<p class="note">This command repeats the run: the same seed, the same schedule of faults.</p>
</header>`;
}

export function stamp(verdict: RunVerdict): { readonly word: string; readonly mark: string; readonly kind: string } {
  if (verdict.valid === false) return { word: 'Violated', mark: '✗', kind: 'violated' };
  if (verdict.valid === true) return { word: 'Valid', mark: '✓', kind: 'valid' };
  if (verdict.runError !== null) return { word: 'Run failed', mark: '!', kind: 'unknown' };
  return { word: verdict.interrupted ? 'Interrupted' : 'Unknown', mark: '?', kind: 'unknown' };
}

function headline(test: Test, verdict: RunVerdict): string {
  const { target, judge } = test;
  const judged = judge.level === undefined ? judge.property : `${judge.property} (${judge.level})`;
  if (test.plant !== null && verdict.liesTold > 0 && verdict.valid !== 'unknown') {
    return verdict.valid === false
      ? `The planted lie was caught: “${judged}” is broken.`
      : `The planted lie was not caught: “${judged}” seems to hold.`;
  }
  if (verdict.valid === true) return `${target} held: every operation fits “${judged}”.`;
  if (verdict.valid === false) return brokenLine(test, verdict);
  if (verdict.runError !== null) return 'The run itself failed, so nothing is proven.';
  return verdict.interrupted ? 'The run was interrupted, so nothing is proven.' : 'Nothing is proven, either way.';
}

/** What was claimed is broken; what nobody claimed does not hold. */
function brokenLine({ target, claimSource }: Test, verdict: RunVerdict): string {
  const violated = verdict.properties.filter(({ valid }) => valid === false).map(({ property }) => property);
  const broken = violated.filter((property) => property !== 'crashes').map((property) => `“${property}”`);
  const crashed = violated.includes('crashes') ? `${target} crashed` : '';
  if (broken.length === 0) return `${crashed}.`;
  const names = broken.join(' and ');
  const line =
    claimSource === null ? `${names} does not hold for ${target} with these options` : `${target} broke ${names}`;
  return crashed === '' ? `${line}.` : `${line}, and ${crashed}.`;
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
    ['Options', options.join(', ') || 'none'],
    ['Timeout', `${duration(test.opTimeoutMs * 1e6)} per operation`],
    [
      'Versions',
      Object.entries(test.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
