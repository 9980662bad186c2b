/** The violations: grouped by property and type, the first in full, the others a click away. */
import type { History } from '../../contracts/history.js';
import type { RunVerdict } from '../../results/index.js';
import type { FaultSpan } from '../fault-span.js';
import { type Definitions, meaningOf } from './definitions.js';
import type { RunAnomaly } from './input.js';
import { html, type Markup } from './markup.js';
import { count, moment, plural } from './numbers.js';
import { bareKey, momentLink, shortened } from './operations.js';
import { tellStory } from './story.js';
import { titleOf, violation } from './violation.js';

/** Violations of one group that are told; all of them stand in verdict.json. */
const MAX_OF_A_GROUP = 12;
const MAX_GROUPS = 30;
const MAX_KEYS = 6;

export interface ViolationsInput {
  readonly verdict: RunVerdict;
  readonly history: History;
  readonly faults: readonly FaultSpan[];
  readonly definitions: Definitions | undefined;
  readonly keyed: boolean;
}

interface Group {
  readonly property: string;
  readonly type: string;
  readonly anomalies: readonly RunAnomaly[];
}

export function violations(input: ViolationsInput): Markup {
  const groups = groupsOf(input.verdict);
  const linked = new Set<number>();
  const tell = (property: string, anomaly: RunAnomaly): Markup => {
    const { history, faults, keyed, definitions } = input;
    const story = tellStory({ anomaly, history, faults, keyed });
    return violation({ anomaly, story, faults, linked, meaning: meaningOf(definitions, property, anomaly.type) });
  };
  const all = groups.reduce((sum, { anomalies }) => sum + anomalies.length, 0);
  const shown = groups.slice(0, MAX_GROUPS).map((group, place) => groupOf(group, place === 0, tell));
  return html`${all === 1 ? null : groups.length === 1 ? ofOneKind(groups) : overview(groups)}${shown}${
    groups.length > MAX_GROUPS
      ? html`<p class="note">${plural(groups.length - MAX_GROUPS, 'more kind')} in verdict.json.</p>`
      : null
  }`;
}

/** In the order of the verdict. */
function groupsOf(verdict: RunVerdict): readonly Group[] {
  return verdict.properties.flatMap(({ property, anomalies }) =>
    [...new Set(anomalies.map(({ type }) => type))].map((type) => ({
      property,
      type,
      anomalies: anomalies.filter((anomaly) => anomaly.type === type),
    })),
  );
}

function ofOneKind(groups: readonly Group[]): readonly Markup[] {
  return groups.map(({ type, anomalies }) => {
    const keys = sayKeys(anomalies);
    return html`<p>${count(anomalies.length)} violations, all of one kind: <span class="type">${type}</span>${keys === '' ? '' : `, of key ${keys}`}. The first of them in full:</p>`;
  });
}

function overview(groups: readonly Group[]): Markup {
  const rows = groups.slice(0, MAX_GROUPS).map(({ property, type, anomalies }) => {
    const times = anomalies.flatMap(({ time }) => (time === undefined ? [] : [time]));
    const first = times.length === 0 ? null : Math.min(...times);
    return html`<tr><th scope="row" class="text">${type}</th><td class="text">${property}</td><td>${count(anomalies.length)}</td><td class="text">${sayKeys(anomalies) || '–'}</td><td>${first === null ? '–' : momentLink(first, moment(first))}</td></tr>`;
  });
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Kinds of violations"><table>
<thead><tr><th scope="col" class="text">violation</th><th scope="col" class="text">of</th><th scope="col">times</th><th scope="col" class="text">keys</th><th scope="col">first at</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** "9 (3 times), 12": those with most of them first. */
function sayKeys(anomalies: readonly RunAnomaly[]): string {
  const times = new Map<string, number>();
  for (const { key } of anomalies) if (key !== undefined) times.set(key, (times.get(key) ?? 0) + 1);
  const sorted = [...times].sort(([, left], [, right]) => right - left);
  const named = sorted
    .slice(0, MAX_KEYS)
    .map(([key, many]) => `${shortened(bareKey(key), 40)}${many > 1 ? ` (${count(many)} times)` : ''}`);
  const more = sorted.length - named.length;
  return [...named, ...(more > 0 ? [`and ${count(more)} more`] : [])].join(', ');
}

function groupOf(group: Group, leads: boolean, tell: (property: string, anomaly: RunAnomaly) => Markup): Markup {
  const { property, type, anomalies } = group;
  const told = anomalies.slice(0, MAX_OF_A_GROUP);
  const left = anomalies.length - told.length;
  const [first, ...others] = leads ? told : [undefined, ...told];
  const items = others.flatMap((anomaly) =>
    anomaly === undefined
      ? []
      : [html`<details class="violation"><summary>${titleOf(anomaly)}</summary>${tell(property, anomaly)}</details>`],
  );
  const rest =
    items.length === 0
      ? null
      : html`<details class="group"><summary>${count(others.length + left)} ${leads ? 'more of ' : 'of '}<span class="type">${type}</span></summary>${items}${
          left > 0 ? html`<p class="note">${count(left)} more are in verdict.json.</p>` : null
        }</details>`;
  if (first === undefined) return html`${rest}`;
  return html`<article class="violation"><h3>${titleOf(first)}</h3>${tell(property, first)}</article>${rest}`;
}
