/** The violations: each explained in words, drawn, and with its operations as the clients saw them. */
import type { Picture } from '../../contracts/checker.js';
import { type History, TYPE_FAIL, TYPE_OK } from '../../contracts/history.js';
import { cycleFigure } from './cycle.js';
import { type FaultSpan, inForceAt, nameFault } from './faults.js';
import type { RunAnomaly } from './input.js';
import { intervalFigure } from './intervals.js';
import { html, type Markup } from './markup.js';
import { capitalised, count, duration, moment } from './numbers.js';

/** Violations shown in full; the rest stand in verdict.json. */
const MAX_SHOWN = 10;
const MAX_OPERATIONS = 50;
/** Characters of one value. */
const MAX_VALUE = 400;

export interface ViolationsInput {
  readonly anomalies: readonly RunAnomaly[];
  readonly history: History;
  readonly faults: readonly FaultSpan[];
}

export function violations({ anomalies, history, faults }: ViolationsInput): Markup {
  const shown = anomalies.slice(0, MAX_SHOWN);
  const left = anomalies.length - shown.length;
  return html`${shown.map((anomaly, index) => {
    // The first one is open; the others are a click away.
    const story = violation(anomaly, history, faults);
    const title = titleOf(anomaly);
    return index === 0
      ? html`<article class="violation"><h3>${title}</h3>${story}</article>`
      : html`<details class="violation"><summary>${title}</summary>${story}</details>`;
  })}${left > 0 ? html`<p class="note">${count(left)} more violations are in verdict.json.</p>` : null}`;
}

function titleOf({ type, key, time }: RunAnomaly): Markup {
  return html`<span class="type">${type}</span>${key === undefined ? null : html` <span class="dim">key</span> ${key}`}${
    time === undefined ? null : html` <span class="dim">at</span> ${moment(time)}`
  }`;
}

function violation(anomaly: RunAnomaly, history: History, faults: readonly FaultSpan[]): Markup {
  return html`<p class="explanation">${capitalised(anomaly.explanation)}</p>
${anomaly.time === undefined ? null : underFaults(faults, anomaly.time)}
${anomaly.picture === undefined ? null : figureOf(anomaly.picture)}
${operationsTable(anomaly, history)}`;
}

function figureOf(picture: Picture): Markup | null {
  return picture.kind === 'intervals' ? intervalFigure(picture) : cycleFigure(picture);
}

function underFaults(faults: readonly FaultSpan[], timeNs: number): Markup {
  const active = inForceAt(faults, timeNs);
  if (active.length > 0) {
    const each = active.map((span) => `${nameFault(span)} (for ${duration(timeNs - (span.verifiedNs ?? timeNs))})`);
    return html`<p class="under">In force at that moment: <strong>${each.join('; ')}</strong></p>`;
  }
  // Not by the moment at which it was proven to have healed: until then its victims are already themselves again.
  const last = faults
    .filter(({ verifiedNs, healNs }) => verifiedNs !== null && healNs !== null && healNs <= timeNs)
    .at(-1);
  if (last === undefined) return html`<p class="under">No fault had been in force until then.</p>`;
  return html`<p class="under">No fault was in force at that moment; the last, ${nameFault(last)}, had healed ${duration(timeNs - (last.healNs ?? timeNs))} before.</p>`;
}

function operationsTable(anomaly: RunAnomaly, history: History): Markup | null {
  const known = [...new Set(anomaly.operations)].filter((index) => index >= 0 && index < history.length);
  if (known.length === 0) return null;
  const rows = known
    .slice(0, MAX_OPERATIONS)
    .map((index) => ({ index, breaks: index === anomaly.operations[0] }))
    .sort((left, right) => left.index - right.index)
    .map(({ index, breaks }) => operationRow(history, index, breaks));
  const left = known.length - Math.min(known.length, MAX_OPERATIONS);
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Its operations"><table class="operations">
<thead><tr><th scope="col">#</th><th scope="col" class="text">operation</th><th scope="col" class="text">asked</th><th scope="col" class="text">answered</th><th scope="col">from</th><th scope="col">took</th><th scope="col">process</th><th scope="col" class="text">node</th></tr></thead>
<tbody>${rows}</tbody></table></div>${left > 0 ? html`<p class="note">${count(left)} more operations take part.</p>` : null}`;
}

/** One operation, named by its invocation, or by a completion when the verdict points there. */
function operationRow(history: History, index: number, breaks: boolean): Markup {
  const partner = history.partners[index] ?? -1;
  const completion = history.types[index] === 0 ? partner : index;
  const invocation = history.types[index] === 0 ? index : partner;
  const asked = history.operation(invocation < 0 ? index : invocation);
  const type = completion < 0 ? -1 : history.types[completion];
  const answer =
    type === TYPE_OK
      ? rawValue(history, completion)
      : type === TYPE_FAIL
        ? 'failed'
        : completion < 0
          ? 'never'
          : 'unknown';
  const error = completion < 0 ? undefined : history.error(completion);
  const took = completion < 0 || invocation < 0 ? null : history.times[completion]! - history.times[invocation]!;
  const node = asked.node ?? (completion < 0 ? undefined : history.node(completion));
  return html`<tr class="${breaks ? 'culprit' : ''}"><th scope="row">${index}</th><td class="text">${asked.f}${breaks ? html` <span class="role">breaks here</span>` : null}</td><td class="text"><code>${invocation < 0 ? '' : rawValue(history, invocation)}</code></td><td class="text"><code>${answer}</code>${error === undefined ? null : html` <span class="dim">${clipped(error)}</span>`}</td><td>${moment(asked.time)}</td><td>${took === null ? '–' : duration(took)}</td><td>${asked.process}</td><td class="text">${node ?? ''}</td></tr>`;
}

/** The raw JSON of a value, as it stands in the history. */
function rawValue(history: History, index: number): string {
  const bytes = history.valueBytes.subarray(history.valueStarts[index], history.valueEnds[index]);
  return clipped(new TextDecoder().decode(bytes.subarray(0, MAX_VALUE * 4)));
}

function clipped(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}
