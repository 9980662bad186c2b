/** The properties: what each means, how it was decided, and what was measured on the way. */
import type { RunVerdict } from '../../results/index.js';
import { type Definitions, prose } from './definitions.js';
import { detailTables } from './details.js';
import type { RunProperty } from './input.js';
import { html, type Markup } from './markup.js';
import { capitalised, count, plural } from './numbers.js';

const WORDS = { true: 'holds', false: 'violated', unknown: 'unknown' } as const;
/** Properties whose names are a line in the levels' table. */
const LEVELS = [
  [true, 'hold'],
  [false, 'are violated'],
  ['unknown', 'are unknown'],
] as const;

export interface PropertiesInput {
  readonly verdict: RunVerdict;
  readonly definitions: Definitions | undefined;
  readonly notJudged: readonly { readonly property: string; readonly why: string }[];
}

export function properties({ verdict, definitions, notJudged }: PropertiesInput): Markup {
  const rows = verdict.properties.map(({ property, valid, operations, algorithm, anomalies }) => {
    return html`<tr><th scope="row" class="text">${property}</th><td class="text">${validity(valid)}</td><td>${operations === 0 ? '–' : count(operations)}</td><td>${count(anomalies.length)}</td><td class="text">${algorithm ?? ''}</td></tr>`;
  });
  const missing = notJudged.map(({ property, why }) => {
    return html`<tr><th scope="row" class="text">${property}</th><td class="text">not judged</td><td>–</td><td>–</td><td class="text">${why}</td></tr>`;
  });
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Properties"><table>
<thead><tr><th scope="col" class="text">property</th><th scope="col" class="text">verdict</th><th scope="col">operations</th><th scope="col">violations</th><th scope="col" class="text">how it was decided</th></tr></thead><tbody>${rows}${missing}</tbody></table></div>
${verdict.properties.map((property) => propertyPart(property, definitions))}
<p class="note">docs/properties.md of Faultline defines each property, with examples; “faultline list properties” names them.</p>`;
}

export function validity(valid: RunProperty['valid']): Markup {
  return html`<span class="validity v-${String(valid)}">${WORDS[`${valid}`]}</span>`;
}

function propertyPart(judged: RunProperty, definitions: Definitions | undefined): Markup | null {
  const { property, reason, details, levels } = judged;
  const known = definitions !== undefined && Object.hasOwn(definitions, property) ? definitions[property] : undefined;
  const tables = details === undefined ? null : detailTables(details);
  if (reason === undefined && tables === null && known === undefined && levels === undefined) return null;
  return html`<div class="property"><h3>${property}</h3>
${known === undefined ? null : html`<p class="definition">${prose(known.meaning)}</p>`}
${reason === undefined ? null : html`<p>${capitalised(reason)}</p>`}
${levels === undefined ? null : levelsTable(judged, levels)}
${tables}</div>`;
}

function levelsTable({ strongest, weakestViolated }: RunProperty, levels: NonNullable<RunProperty['levels']>): Markup {
  const named = (those: readonly string[]): string => those.join(', ') || 'none';
  const rows = LEVELS.map(([valid, word]) => {
    const those = Object.keys(levels).filter((level) => levels[level] === valid);
    return those.length === 0
      ? null
      : html`<tr><th scope="row" class="text">${plural(those.length, 'level')} ${those.length === 1 ? word.replace(/^are /, 'is ').replace(/^hold$/, 'holds') : word}</th><td class="text">${named(those)}</td></tr>`;
  });
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Levels"><table class="pairs"><tbody>
<tr><th scope="row" class="text">strongest that hold</th><td class="text">${named(strongest ?? [])}</td></tr>
<tr><th scope="row" class="text">weakest violated</th><td class="text">${named(weakestViolated ?? [])}</td></tr>${rows}</tbody></table></div>`;
}
