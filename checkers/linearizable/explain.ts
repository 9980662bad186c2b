/** Why a history cannot be linearized, in words that a tired engineer understands; every relation is looked up again. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../harness/contracts/history.js';
import { show } from '../../harness/history/canonical-json.js';
import { CULPRIT, type Elsewhere, findContradiction } from './contradiction.js';
import { type AnyModel, type Call, UNKNOWN } from './model.js';
import { OPEN, type Operations } from './operations.js';
import { endingsBefore } from './orders.js';

/** Operations drawn at most; those of the counterexample come first. */
const MAX_DRAWN = 24;
/** States, and steps to each of them, that are named at most. */
const MAX_ENDINGS = 3;
const MAX_STEPS = 8;
/** Characters of a value at most. */
const MAX_TEXT = 120;

export interface Broken {
  readonly key: string | null;
  /** Event index of the answer at which it breaks. */
  readonly end: number;
  /** Operations that are broken by themselves. */
  readonly counterexample: Operations;
  /** It is a counterexample, and not simply all that there is. */
  readonly isSmall: boolean;
  /** No unit more can be taken out of it. */
  readonly isMinimal: boolean;
  /** What a monitor says, with {0}, {1}, … for operations (event indices of their invocations), and which those are. */
  readonly told: { readonly why: string; readonly operations: readonly number[] } | null;
}

/** The anomaly of one object. */
export function explain(history: History, model: AnyModel, broken: Broken): Anomaly {
  const { counterexample, key, end } = broken;
  const culprit = culpritOf(history, broken);
  const event = culprit < 0 ? history.partners[end]! : counterexample.invoked[culprit]!;
  const say = (each: number): string => sayOperation(history, model, callAt(history, model, broken, each), each);
  const contradiction = contradictionOf(history, model, broken, culprit);
  const witnesses = contradiction?.operations ?? [];
  const mentioned = new Set<number>();
  const told = (contradiction?.sentence ?? '').replace(/\{(\d+)\}/g, (_, index: string) => {
    const each = witnesses[Number(index)]!;
    // In full the first time only.
    if (mentioned.has(each)) return `operation ${each}`;
    mentioned.add(each);
    return say(each);
  });
  const onKey = key === null ? '' : ` on key ${key}`;
  const parts = [
    ...(broken.told === null
      ? [`${capital(say(event))} cannot be put in any order with what came before it${onKey}.`, told]
      : [capital(told), `No order of the operations${onKey} explains that.`]),
    culprit < 0 ? '' : sayEndings(model, counterexample, culprit),
    sayCounterexample(model, broken),
    `The first ${end + 1} events of the history are enough to show it.`,
  ];
  return {
    type: 'nonlinearizable',
    operations: [event, ...witnesses.filter((each) => each !== event)],
    ...(broken.isSmall ? { counterexample: [...new Set([event, ...counterexample.invoked])] } : {}),
    prefix: end + 1,
    time: history.times[end] ?? 0,
    ...(key === null ? {} : { key }),
    explanation: parts.filter((part) => part !== '').join(' '),
    picture: picture(history, model, counterexample, event, witnesses),
  };
}

/**
 * Position of the operation at which the counterexample breaks: the one that is told of, or whose answer came last. The
 * answer at which the whole history breaks can be another one, where several might have been to blame. -1 for none.
 */
function culpritOf(history: History, { counterexample, end, isSmall, told }: Broken): number {
  const { length, invoked, returned } = counterexample;
  if (told !== null) return invoked.indexOf(told.operations[0]!);
  if (!isSmall) return invoked.indexOf(history.partners[end]!);
  let last = -1;
  for (let at = 0; at < length; at += 1) {
    if (returned[at] !== OPEN && (last < 0 || returned[at]! > returned[last]!)) last = at;
  }
  return last;
}

/** A sentence with the operations (event indices) that it names; null when nothing simple can be said. */
function contradictionOf(
  history: History,
  model: AnyModel,
  broken: Broken,
  culprit: number,
): { readonly sentence: string; readonly operations: readonly number[] } | null {
  const { told, counterexample } = broken;
  if (told !== null) return { sentence: told.why, operations: told.operations };
  if (culprit < 0) return null;
  const found = findContradiction(model, counterexample, culprit, (value) => elsewhere(history, model, broken, value));
  if (found === null) return null;
  const operations = found.witnesses;
  const place = (index: number): number => (index === CULPRIT ? counterexample.invoked[culprit]! : operations[index]!);
  const holds = found.before.every(([first, second]) => endedBefore(history, place(first), place(second)));
  return holds ? { sentence: found.sentence, operations } : null;
}

/** A write of a value on the same key that failed, or that came later; values are looked for in the bytes first. */
function elsewhere(history: History, model: AnyModel, { key, end }: Broken, value: string): Elsewhere | null {
  const bytes = Buffer.from(history.valueBytes.buffer, history.valueBytes.byteOffset, history.valueBytes.byteLength);
  for (let event = 0; event < history.length; event += 1) {
    const answer = history.partners[event]!;
    const failed = answer >= 0 && history.types[answer] === TYPE_FAIL;
    if (history.types[event] !== TYPE_INVOKE || history.processes[event] === NEMESIS_PROCESS) continue;
    if (!failed && event < end) continue;
    if (!bytes.subarray(history.valueStarts[event]!, history.valueEnds[event]!).includes(value)) continue;
    const call = callOf(history, model, key, event);
    if (call !== null && model.effects?.(call).brings === value) return { event, how: failed ? 'failed' : 'later' };
  }
  return null;
}

/** Had the operation invoked at one event succeeded before the other was invoked? Looked up in the history itself. */
export function endedBefore(history: History, first: number, second: number): boolean {
  const answer = history.partners[first]!;
  return answer >= 0 && history.types[answer] === TYPE_OK && answer < second;
}

function sayEndings(model: AnyModel, counterexample: Operations, culprit: number): string {
  const endings = endingsBefore(model, counterexample, culprit);
  if (endings.length === 0) return '';
  const { calls, table } = counterexample;
  const call = table[calls[culprit]!]!;
  const said = endings.slice(0, MAX_ENDINGS).map(({ state, order }) => {
    const changes = order.filter((at) => !model.readOnly(table[calls[at]!]!));
    const steps = changes.slice(-MAX_STEPS).map((at) => brief(model.sayCall(table[calls[at]!]!)));
    const from = changes.length > MAX_STEPS ? 'at last ' : '';
    return `${brief(model.sayState(state))}${steps.length === 0 ? ' (as at the beginning)' : ` (after ${from}${steps.join(', ')})`}`;
  });
  const more = endings.length > MAX_ENDINGS ? `, or one of ${endings.length - MAX_ENDINGS} more` : '';
  const what = model.readOnly(call) ? 'could only have found' : 'could only have met';
  return `It ${what} ${said.join(' or ')}${more}.`;
}

function sayCounterexample(model: AnyModel, { counterexample, isSmall, isMinimal }: Broken): string {
  const { length, returned, calls, table } = counterexample;
  if (length === 1 || !isSmall) return '';
  // What of unknown outcome brings nothing to be seen stays, but only so that nobody thinks of it as the way out.
  let idle = 0;
  for (let at = 0; at < length; at += 1) {
    const { brings = null } = model.effects?.(table[calls[at]!]!) ?? {};
    if (returned[at] === OPEN && brings === null && model.effects !== undefined) idle += 1;
  }
  const others = idle === 0 ? '' : `, whatever became of ${idle} others whose outcome is unknown`;
  if (length - idle === 1) return `That one allows no order by itself${others}.`;
  return `These ${length - idle} operations allow no order${others}${isMinimal ? ', and no part of them can be left out' : ''}.`;
}

/** The call of an operation, also of one that is not in the counterexample. */
function callAt(
  history: History,
  model: AnyModel,
  { key, counterexample: { invoked, calls, table } }: Broken,
  event: number,
): Call {
  const at = invoked.indexOf(event);
  if (at >= 0) return table[calls[at]!]!;
  return callOf(history, model, key, event) ?? { f: history.operation(event).f, input: null, output: UNKNOWN };
}

/** The call of an event's operation, without its key; null where it is about another key. */
function callOf(history: History, model: AnyModel, key: string | null, event: number): Call | null {
  const answer = history.partners[event]!;
  const ok = answer >= 0 && history.types[answer] === TYPE_OK;
  const { f, value } = history.operation(event);
  const output = ok ? history.value(answer) : UNKNOWN;
  if (key === null) return { f, input: value, output };
  if (!Array.isArray(value)) return null;
  const rest = (of: unknown): unknown =>
    Array.isArray(of) ? (of.length > 2 ? of.slice(1) : (of[1] ?? null)) : of === UNKNOWN ? UNKNOWN : null;
  const inner = { f, input: rest(value), output: rest(output) };
  if (show(value[0]) === key) return inner;
  // Keyed and named at once: [key, [name, …]].
  const { input } = inner;
  if (!model.named || !Array.isArray(input) || show([value[0], input[0]]) !== key) return null;
  return { f, input: rest(input), output: rest(inner.output) };
}

/** "the read of 7 (operation 812, process 3 on n2, at 12.345 s)". */
function sayOperation(history: History, model: AnyModel, call: Call, event: number): string {
  const { process, time } = history.operation(event);
  const answer = history.partners[event]!;
  const node = history.node(event) ?? (answer < 0 ? undefined : history.node(answer));
  const where = `process ${process}${node === undefined ? '' : ` on ${node}`}`;
  const outcome = answer < 0 ? undefined : history.types[answer];
  const unknown = outcome === TYPE_OK || outcome === TYPE_FAIL ? '' : ', of unknown outcome';
  // Many a history from elsewhere bears no times.
  const when = (history.times.at(-1) ?? 0) > 0 ? `, at ${(time / 1e9).toFixed(3)} s` : '';
  return `the ${brief(model.sayCall(call))} (operation ${event}, ${where}${when}${unknown})`;
}

/** Values can be long, and what matters of them is mostly at their ends. */
function brief(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT / 2)} … ${text.slice(-MAX_TEXT / 2)}`;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function picture(
  history: History,
  model: AnyModel,
  { length, invoked, returned, calls, table }: Operations,
  culprit: number,
  witnesses: readonly number[],
): IntervalPicture {
  const intervals: IntervalPicture['intervals'][number][] = [];
  const named = new Set([culprit, ...witnesses]);
  // Those of known outcome tell more than those of which nobody knows whether they happened.
  const places = Array.from({ length }, (_, at) => at).sort(
    (left, right) =>
      Number(named.has(invoked[right]!)) - Number(named.has(invoked[left]!)) ||
      Number(returned[left] === OPEN) - Number(returned[right] === OPEN) ||
      right - left,
  );
  for (const at of places.slice(0, MAX_DRAWN).sort((left, right) => left - right)) {
    const event = invoked[at]!;
    const open = returned[at] === OPEN;
    intervals.push({
      operation: event,
      process: history.processes[event]!,
      label: `${brief(model.sayCall(table[calls[at]!]!))}${open ? ' ?' : ''}`,
      start: history.times[event]!,
      end: open ? null : history.times[returned[at]!]!,
      role: event === culprit ? 'culprit' : witnesses.includes(event) ? 'witness' : 'context',
    });
  }
  return { kind: 'intervals', intervals };
}
