/** The head of the report: the verdict in one sentence, what was claimed, what broke it, and how to do it again. */
import type { Test } from '../../contracts/test.js';
import type { RunVerdict } from '../../results/index.js';
import { type FaultSpan, inForceAt, nameFault } from '../fault-span.js';
import { readStatistics } from '../statistics.js';
import { headline, judgedName, modelLine, stamp } from '../wording.js';
import { sayMachine, sayRun, saySoftware } from './conditions.js';
import { anomaliesOf } from './input.js';
import { html, type Markup } from './markup.js';
import { sayFaultsAt } from './moments.js';
import { capitalised, count, duration, moment, plural } from './numbers.js';
import { momentLink } from './operations.js';

/** Sentences of the reason that the head quotes; the section on violations has all of them. */
const MAX_SENTENCES = 2;

export interface HeadInput {
  readonly test: Test;
  readonly verdict: RunVerdict;
  readonly faults: readonly FaultSpan[];
  /** The run as an issue, in Markdown; null where it could not be made. */
  readonly issue: string | null;
}

export function head({ test, verdict, faults, issue }: HeadInput): Markup {
  const { word, mark, kind } = stamp(verdict);
  const began = test.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  return html`<header class="head ${kind}">
<p class="brand"><span class="wordmark">Faultline</span> <span class="run-name">${test.name} · ${began}</span></p>
<p class="stamp"><span aria-hidden="true">${mark}</span> ${word}</p>
<h1>${headline(test, verdict)}</h1>
<p class="why">${why(verdict, faults)}</p>
${notices(test, verdict)}
<dl class="facts">${facts(test, verdict, faults).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div class="command"><code id="command">${test.command}</code><button type="button" data-copy="command" aria-label="Copy the command">Copy</button></div>
<p class="note">This command repeats the run: the same seed, the same schedule of faults.</p>
${issue === null ? null : issueButton(issue)}
</header>`;
}

function issueButton(issue: string): Markup {
  return html`<div class="issue"><button type="button" data-copy="issue">Copy as an issue</button>
<details><summary>The issue, in Markdown</summary><pre id="issue" tabindex="0" role="region" aria-label="The issue, in Markdown">${issue}</pre></details></div>`;
}

function why(verdict: RunVerdict, faults: readonly FaultSpan[]): Markup {
  const found = anomaliesOf(verdict);
  if (verdict.valid === false) {
    const rest = found.length > 1 ? ` ${count(found.length)} violations in all.` : '';
    return html`${firstSentences(verdict.reason ?? '')}${rest} <a href="#violations">See what happened</a>.`;
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
  const texts: string[] = [];
  if (test.plant !== null) {
    texts.push(
      `This run checks the checker, not ${test.target}: the harness itself falsified ${plural(verdict.liesTold, 'answer')} (${test.plant.name}, one in ${test.plant.everyNth} that it could).`,
    );
  }
  if (verdict.valid === false && verdict.runError !== null) {
    texts.push(`The run also failed as a run: ${verdict.runError.message}`);
  }
  if (verdict.valid === false && verdict.interrupted) texts.push('The run was interrupted before its end.');
  for (const { property, why: reason } of readStatistics(verdict.statistics)?.notJudged ?? []) {
    texts.push(`Not judged: ${property}, because ${reason}.`);
  }
  return texts.map((text) => html`<p class="notice">${text}</p>`);
}

function facts(test: Test, verdict: RunVerdict, faults: readonly FaultSpan[]): readonly (readonly [string, Markup])[] {
  const broke = verdict.valid === false ? brokenBy(verdict, faults) : null;
  return [
    ['Claim', claim(test)],
    ...(broke === null ? [] : [['Faults when it broke', broke] as const]),
    ['How it was run', html`${capitalised(sayRun(test))}`],
    ['Seed', html`${String(test.seed)}`],
    ['System model', html`${capitalised(modelLine(test).replace(/^system model: /, ''))}`],
    ['Software', html`${saySoftware(test)}`],
    ['Machine', html`${sayMachine(test)}`],
  ];
}

function claim(test: Test): Markup {
  const { target, claimSource } = test;
  const judged = judgedName(test);
  if (claimSource === null) {
    return html`Judged for “${judged}” because the user asked for it; ${target} does not claim it for these options.`;
  }
  // Only what a browser opens as a page: a stored test could hold anything.
  const source = /^https?:\/\//.test(claimSource)
    ? html`<a href="${claimSource}" rel="noreferrer">${claimSource}</a>`
    : html`${claimSource}`;
  return html`${target} claims “${judged}”: ${source}`;
}

/** The faults at the first violation that has a moment; null where none has. */
function brokenBy(verdict: RunVerdict, faults: readonly FaultSpan[]): Markup | null {
  const times = anomaliesOf(verdict).flatMap(({ time }) => (time === undefined ? [] : [time]));
  const [timeNs] = times;
  if (timeNs === undefined) return null;
  const active = inForceAt(faults, timeNs);
  if (active.length === 0) return html`${sayFaultsAt(faults, timeNs).lead}`;
  const each = active.map((span, place) => {
    const sinceNs = span.verifiedNs ?? timeNs;
    return html`${place === 0 ? '' : '; '}${nameFault(span)}, since ${momentLink(sinceNs, moment(sinceNs))} (for ${duration(timeNs - sinceNs)} when it broke)`;
  });
  return html`${each}`;
}
