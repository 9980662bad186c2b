/** One violation: what it is called, its story step by step, why that is a violation, its picture, and all its operations. */

import type { FaultSpan } from '../fault-span.js';
import { cycleFigure } from './cycle.js';
import { prose } from './definitions.js';
import type { RunAnomaly } from './input.js';
import { intervalFigure } from './intervals.js';
import { html, type Markup } from './markup.js';
import { sayFaultsAt, splitExplanation } from './moments.js';
import { capitalised, count, duration, moment } from './numbers.js';
import { bareKey, MAX_VALUE, momentLink, operationLink, shortened, type ToldOperation } from './operations.js';
import type { Story, StoryStep } from './story.js';

/** Rows of the table. */
const MAX_OPERATIONS = 50;

export interface ViolationInput {
  readonly anomaly: RunAnomaly;
  readonly story: Story;
  readonly faults: readonly FaultSpan[];
  /** What its type means; null where nobody said. */
  readonly meaning: string | null;
  /** Operations that have a row to link to already: a row has an id, and an id is there once. */
  readonly linked: Set<number>;
}

export function titleOf({ type, also = [], key, time }: RunAnomaly): Markup {
  return html`<span class="type">${type}</span>${also.length === 0 ? null : html` <span class="dim">(${also.join(', ')})</span>`}${
    key === undefined ? null : html` <span class="dim">key</span> ${shortened(bareKey(key), 80)}`
  }${time === undefined ? null : html` <span class="dim">at</span> ${moment(time)}`}`;
}

export function violation({ anomaly, story, faults, meaning, linked }: ViolationInput): Markup {
  const { lead, rest } = splitExplanation(capitalised(anomaly.explanation));
  const { picture, time, type } = anomaly;
  // What the list of edges says is not said twice.
  const told = picture?.kind === 'cycle' ? picture.edges.map(({ why }) => why) : [];
  const why = rest.filter((sentence) => told.length === 0 || !told.some((edge) => sentence.includes(edge)));
  const chain =
    picture?.kind === 'cycle' && picture.nodes.length > 1 && picture.edges.length > 0
      ? `Each must come before the next, and the last before the first: ${[...picture.nodes, ...picture.nodes.slice(0, 1)].map(({ label }) => label).join(' → ')}. `
      : '';
  const faultsThen = time === undefined ? null : sayFaultsAt(faults, time);
  return html`<p class="explanation">${lead}</p>
${meaning === null ? null : html`<p class="definition"><b>${type}</b>: ${prose(meaning)}</p>`}
${story.steps.length === 0 ? null : html`<ol class="story">${story.steps.map(stepItem)}</ol>`}
${story.left === 0 ? null : html`<p class="note">${count(story.left)} more of its operations are in the table below.</p>`}
${why.length === 0 && chain === '' ? null : html`<p class="because"><b>Why that is a violation.</b> ${chain}${why.join(' ')}</p>`}
${faultsThen === null ? null : html`<p class="under">${faultsThen.lead}${faultsThen.names === '' ? null : html`<strong>${faultsThen.names}</strong>`}</p>`}
${picture === undefined ? null : picture.kind === 'intervals' ? intervalFigure(picture) : cycleFigure(picture, story.left === 0 && story.steps.length > 0)}
${operationsTable(story, linked)}`;
}

function stepItem({ timeNs, operation, who, what, ending, meanwhile, breaks }: StoryStep): Markup {
  const when = html`<span class="when">${momentLink(timeNs, moment(timeNs))}</span>`;
  if (operation === null) return html`<li class="step fault">${when}<span class="did">${who}.</span></li>`;
  const role = breaks ? html` <span class="role">breaks here</span>` : null;
  const order = meanwhile === '' ? null : html` <span class="dim">${capitalised(meanwhile)}.</span>`;
  return html`<li class="step${breaks ? ' breaks' : ''}">${when}<span class="did">${who}: <code>${what}</code> ${operationLink(operation.index)}; ${ending}.${role}${order}</span></li>`;
}

function operationsTable({ operations, breaking }: Story, linked: Set<number>): Markup | null {
  if (operations.length === 0) return null;
  const shown = operations.slice(0, MAX_OPERATIONS);
  const last = operations.at(-1);
  // The one at which it breaks is often the last, and is always among them.
  const rows = last === undefined || shown.includes(last) ? shown : [...shown.slice(0, -1), last];
  const left = operations.length - rows.length;
  return html`<details class="all-operations"><summary>The operations as a table (${count(operations.length)})</summary><div class="table-wrap" tabindex="0" role="region" aria-label="Operations of this violation"><table class="operations">
<thead><tr><th scope="col">#</th><th scope="col" class="text">operation</th><th scope="col" class="text">asked</th><th scope="col" class="text">answered</th><th scope="col">from</th><th scope="col">took</th><th scope="col">process</th><th scope="col" class="text">node</th></tr></thead>
<tbody>${rows.map((operation) => operationRow(operation, operation.index === breaking, linked))}</tbody></table></div>${
    left > 0 ? html`<p class="note">${count(left)} more are in verdict.json.</p>` : null
  }</details>`;
}

const ANSWERS = { fail: 'failed', info: 'unknown', open: 'never' } as const;

function operationRow(operation: ToldOperation, breaks: boolean, linked: Set<number>): Markup {
  const { index, f, asked, answered, outcome, error, startNs, endNs, process, node } = operation;
  const id = linked.has(index) ? null : html` id="op-${index}"`;
  linked.add(index);
  const answer = outcome === 'ok' ? shortened(answered ?? '', MAX_VALUE) : ANSWERS[outcome];
  const said = error === null ? null : html` <span class="dim">${shortened(error, MAX_VALUE)}</span>`;
  return html`<tr${id} class="${breaks ? 'culprit' : ''}"><th scope="row">${operationLink(index, String(index))}</th><td class="text">${f}${breaks ? html` <span class="role">breaks here</span>` : null}</td><td class="text"><code>${shortened(asked ?? '', MAX_VALUE)}</code></td><td class="text"><code>${answer}</code>${said}</td><td>${moment(startNs)}</td><td>${endNs === null ? '–' : duration(endNs - startNs)}</td><td>${process}</td><td class="text">${node ?? ''}</td></tr>`;
}
