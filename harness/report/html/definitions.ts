/** What properties and anomalies mean, in the words of those who judge: handed in, for a report knows none by name. */
import { html, type Markup } from './markup.js';

/** Of one property. Texts may hold links and code as in Markdown. */
export interface PropertyDefinition {
  readonly meaning: string;
  /** By the type of the anomaly. */
  readonly anomalies: Readonly<Record<string, string>>;
}

/** By the name of the property. */
export type Definitions = Readonly<Record<string, PropertyDefinition>>;

/** Endings of a type that say which orders a cycle needs besides. */
const ENDINGS: readonly (readonly [string, string])[] = [
  ['-realtime', 'The cycle also needs that one transaction had ended before another began.'],
  ['-process', 'The cycle also needs the order of the transactions of one process.'],
];

/** One or two sentences, plain; null where nobody said what it means. */
export function meaningOf(definitions: Definitions | undefined, property: string, type: string): string | null {
  const known = definitions?.[property]?.anomalies ?? {};
  const ownMeaning = Object.hasOwn(known, type) ? known[type] : undefined;
  if (ownMeaning !== undefined) return ownMeaning;
  const ending = ENDINGS.find(([suffix]) => type.endsWith(suffix));
  if (ending === undefined) return null;
  const without = type.slice(0, -ending[0].length);
  const meaning = Object.hasOwn(known, without) ? known[without] : undefined;
  return meaning === undefined ? null : `${meaning} ${ending[1]}`;
}

/** Text with `code`; links become their words, for the pages that they lead to do not lie beside a report. */
export function prose(text: string): Markup {
  const plain = text.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  return html`${plain.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** The same without marks, for Markdown and attributes. */
export function plainProse(text: string): string {
  return text.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1').replaceAll('`', '');
}
