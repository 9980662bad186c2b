/** Operations of a history as the report tells them: who asked whom for what, what came of it, and a link to it. */
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../contracts/history.js';
import { html, type Markup } from './markup.js';

/** Characters of one value in a table. */
export const MAX_VALUE = 400;

export interface ToldOperation {
  /** Place in the history of its invocation, or of the event itself where that has none. */
  readonly index: number;
  readonly process: number;
  readonly node: string | null;
  readonly f: string;
  /** Raw JSON of what was asked and, of an ok operation, answered; null where there is none. */
  readonly asked: string | null;
  readonly answered: string | null;
  /** 'open': it never completed. */
  readonly outcome: 'ok' | 'fail' | 'info' | 'open';
  readonly error: string | null;
  readonly startNs: number;
  readonly endNs: number | null;
}

/** Named by its invocation, or by a completion when the verdict points there; null for what no client did. */
export function tellOperation(history: History, index: number): ToldOperation | null {
  if (!Number.isInteger(index) || index < 0 || index >= history.length) return null;
  if (history.processes[index] === NEMESIS_PROCESS) return null;
  const partner = history.partners[index] ?? -1;
  const isInvocation = history.types[index] === TYPE_INVOKE;
  const invocation = isInvocation ? index : partner;
  const completion = isInvocation ? partner : index;
  const first = invocation < 0 ? index : invocation;
  const type = completion < 0 ? null : history.types[completion];
  const outcome = type === null ? 'open' : type === TYPE_OK ? 'ok' : type === TYPE_FAIL ? 'fail' : 'info';
  return {
    index: first,
    process: history.processes[first] ?? 0,
    node: history.node(first) ?? (completion < 0 ? undefined : history.node(completion)) ?? null,
    f: history.functionNames[history.functions[first] ?? 0] ?? '',
    asked: invocation < 0 ? null : rawValue(history, invocation),
    answered: outcome === 'ok' ? rawValue(history, completion) : null,
    outcome,
    error: completion < 0 ? null : (history.error(completion) ?? null),
    startNs: history.times[first] ?? 0,
    endNs: completion < 0 ? null : (history.times[completion] ?? null),
  };
}

/** Each operation once, by the place of its invocation, in the order in which they are named. */
export function tellOperations(history: History, indices: readonly number[]): readonly ToldOperation[] {
  const told = new Map<number, ToldOperation>();
  for (const index of indices) {
    const operation = tellOperation(history, index);
    if (operation !== null && !told.has(operation.index)) told.set(operation.index, operation);
  }
  return [...told.values()];
}

/** Leads to the operation on the timeline, and without that to its row in a table. */
export function operationLink(index: number, text: string | Markup = `#${index}`): Markup {
  return html`<a class="operation-link" href="#op-${index}" data-operation="${index}">${text}</a>`;
}

/** Leads to a moment on the timeline. */
export function momentLink(timeNs: number, text: string): Markup {
  return html`<a class="moment-link" href="#timeline" data-moment="${Math.round(timeNs)}">${text}</a>`;
}

/** Keys are raw JSON in some verdicts: a string is shown without its quotation marks. */
export function bareKey(key: string): string {
  try {
    const parsed: unknown = JSON.parse(key);
    return typeof parsed === 'string' ? parsed : key;
  } catch {
    return key;
  }
}

/** The middle of a long value is left out, for its ends tell more. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 3) * 0.6);
  return `${text.slice(0, head)} … ${text.slice(text.length - (most - 3 - head))}`;
}

/** The raw JSON of a value, as it stands in the history; its head and its tail where it is very long. */
function rawValue(history: History, index: number): string {
  const [start, end] = [history.valueStarts[index] ?? 0, history.valueEnds[index] ?? 0];
  const decoder = new TextDecoder();
  const most = MAX_VALUE * 8;
  if (end - start <= most * 2) return decoder.decode(history.valueBytes.subarray(start, end));
  const ends = [history.valueBytes.subarray(start, start + most), history.valueBytes.subarray(end - most, end)];
  return ends.map((bytes) => decoder.decode(bytes)).join('…');
}
