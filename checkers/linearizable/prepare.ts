/** From the columns of a history to the operations of each key, as the search needs them. */
import { UsageError } from '../../harness/contracts/errors.js';
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../harness/contracts/history.js';
import { type AnyModel, type Call, show, UNKNOWN } from './model.js';

/** One operation. `returned` is null when its outcome is unknown: it may happen at any time after `invoked`, or never. */
export interface Entry {
  readonly call: Call;
  /** Index of the invocation in the history. */
  readonly invoked: number;
  /** Index of its ok completion. */
  readonly returned: number | null;
}

export interface KeyedEntries {
  /** The key, as JSON; null where the history is not keyed. */
  readonly key: string | null;
  /** In order of invocation. */
  readonly entries: readonly Entry[];
}

/** Does this model's vocabulary name a key in every value? */
export function namesKeys(model: AnyModel): boolean {
  return model.name === 'kv';
}

/**
 * The operations that may have happened, by key. A failed one surely had no effect, and nothing is concluded from it.
 * Throws UsageError 'bad-operation' with the place of what the model does not know.
 */
export function prepare(history: History, model: AnyModel, keyed: boolean): readonly KeyedEntries[] {
  const byKey = new Map<string | null, Entry[]>();
  for (let index = 0; index < history.length; index += 1) {
    if (history.types[index] !== TYPE_INVOKE || history.processes[index] === NEMESIS_PROCESS) continue;
    const partner = history.partners[index] ?? -1;
    const outcome = partner < 0 ? -1 : history.types[partner];
    if (outcome === TYPE_FAIL) continue;
    const ok = outcome === TYPE_OK;
    const f = history.functionNames[history.functions[index] ?? 0] ?? '';
    const asked = history.value(index);
    const answered = ok ? history.value(partner) : UNKNOWN;
    const [key, input] = keyed
      ? splitKey(asked, history, index)
      : [namesKeys(model) ? keyOf(asked, history, index) : null, asked];
    const output = keyed && ok ? splitKey(answered, history, partner)[1] : answered;
    const call: Call = { f, input, output };
    const complaint = model.complain(call);
    if (complaint !== null) throw badOperation(history, index, complaint);
    const entry: Entry = { call, invoked: index, returned: ok ? partner : null };
    const entries = byKey.get(key);
    if (entries === undefined) byKey.set(key, [entry]);
    else entries.push(entry);
  }
  return [...byKey].map(([key, entries]) => ({ key, entries }));
}

function splitKey(value: unknown, history: History, index: number): [string, unknown] {
  if (Array.isArray(value) && value.length === 2) return [show(value[0]), value[1]];
  throw badOperation(history, index, `the history is keyed, so a value is [key, value], not ${show(value)}`);
}

function keyOf(value: unknown, history: History, index: number): string {
  if (Array.isArray(value) && value.length >= 1) return show(value[0]);
  throw badOperation(history, index, `a value is [key, …], not ${show(value)}`);
}

function badOperation(history: History, index: number, what: string): UsageError {
  return new UsageError(`${history.describeOrigin(index)}: ${what}`, { code: 'bad-operation', value: index });
}
