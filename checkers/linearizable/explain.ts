/** Why a history cannot be linearized, in words that a tired engineer understands; every relation is looked up again. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { type AnyModel, UNKNOWN } from './model.js';
import type { Entry } from './prepare.js';

/** Operations drawn around the culprit at most. */
const MAX_CONTEXT = 12;

export interface Broken {
  readonly key: string | null;
  readonly culprit: Entry;
  readonly possible: readonly unknown[];
  readonly entries: readonly Entry[];
}

/** The anomaly of one key. */
export function explain(history: History, model: AnyModel, broken: Broken): Anomaly {
  const { culprit, key } = broken;
  const contradiction = findContradiction(model, broken);
  const witnesses = contradiction?.witnesses ?? [];
  const parts = [
    `${sayEntry(history, model, culprit)} cannot be put in any order with what came before it${key === null ? '' : ` on key ${key}`}.`,
    contradiction?.sentence(history) ?? '',
    sayPossible(model, broken),
    `The first ${(culprit.returned ?? culprit.invoked) + 1} events of the history are enough to show it.`,
  ];
  return {
    type: 'nonlinearizable',
    operations: [culprit, ...witnesses].map(({ invoked }) => invoked),
    time: history.times[culprit.returned ?? culprit.invoked] ?? 0,
    ...(key === null ? {} : { key }),
    explanation: parts.filter((part) => part !== '').join(' '),
    picture: picture(history, model, broken, witnesses),
  };
}

interface Contradiction {
  readonly witnesses: readonly Entry[];
  readonly sentence: (history: History) => string;
}

/**
 * Two or three operations that cannot all be right, for models whose calls bring about and show single values: a value
 * that nobody wrote, one from the future, or one that was certainly overwritten before.
 */
function findContradiction(model: AnyModel, { culprit, entries }: Broken): Contradiction | null {
  const { effects } = model;
  if (effects === undefined) return null;
  const { shows } = effects(culprit.call);
  if (shows === null) return null;
  const writers = entries.filter(({ call }) => effects(call).brings === shows);
  const initial = shows === model.key(model.init);
  if (writers.length === 0 && !initial) {
    return { witnesses: [], sentence: () => `Nobody ever wrote ${shows}.` };
  }
  if (writers.length > 1 || (writers.length === 1 && initial)) return null;
  const [writer] = writers;
  if (writer !== undefined && !(writer.invoked < endOf(culprit))) {
    return {
      witnesses: [writer],
      sentence: (history) => `${shows} was only written later, by ${sayEntry(history, model, writer)}.`,
    };
  }
  return overwritten(model, culprit, entries, shows, writer);
}

/** Another value that was certainly there after `shows` was written, and certainly before the culprit began. */
function overwritten(
  model: AnyModel,
  culprit: Entry,
  entries: readonly Entry[],
  shows: string,
  writer: Entry | undefined,
): Contradiction | null {
  const { effects } = model;
  if (effects === undefined) return null;
  // The initial value was there before everything.
  const writtenBy = writer === undefined ? -1 : endOf(writer);
  let best: { over: Entry; proof: Entry; end: number } | null = null;
  for (const over of entries) {
    const { brings } = effects(over.call);
    if (brings === null || brings === shows || over.invoked <= writtenBy) continue;
    const proofs = entries.filter(
      (entry) => entry === over || (effects(entry.call).shows === brings && entry.returned !== null),
    );
    for (const proof of proofs) {
      const end = endOf(proof);
      if (end < culprit.invoked && (best === null || end > best.end)) best = { over, proof, end };
    }
  }
  if (best === null) return null;
  const { over, proof } = best;
  const sentence = (history: History): string => {
    const before =
      writer === undefined
        ? `${shows} is what the key held at the very beginning`
        : `${sayEntry(history, model, writer)} had ended before that one began`;
    const seen =
      proof === over
        ? 'which had ended before it began'
        : `which had taken effect before it began, for ${sayEntry(history, model, proof)} had shown its value by then`;
    return `It is stale: it missed ${sayEntry(history, model, over)}, ${seen}; and ${before}.`;
  };
  const witnesses = [over, ...(proof === over ? [] : [proof]), ...(writer === undefined ? [] : [writer])];
  return { witnesses, sentence };
}

function sayPossible(model: AnyModel, { culprit, possible }: Broken): string {
  if (possible.length === 0) return '';
  const states = possible.map((state) => model.sayState(state));
  const { f } = culprit.call;
  const what = model.readOnly(culprit.call)
    ? 'it could only have answered'
    : `when it returned, the state could only have been`;
  return `At that moment ${what} ${states.join(' or ')}${f === 'cas' ? ', from which it does not follow' : ''}.`;
}

/** "the read of 7 (operation 812, process 3 on n2, 12.345 s)". */
export function sayEntry(history: History, model: AnyModel, entry: Entry): string {
  const { process, time, node } = history.operation(entry.invoked);
  const at = node ?? (entry.returned === null ? undefined : history.operation(entry.returned).node);
  const where = `process ${process}${at === undefined ? '' : ` on ${at}`}`;
  const unknown = entry.returned === null ? ', of unknown outcome' : '';
  return `the ${model.sayCall(entry.call)} (operation ${entry.invoked}, ${where}, at ${(time / 1e9).toFixed(3)} s${unknown})`;
}

function endOf(entry: Entry): number {
  return entry.returned ?? Number.POSITIVE_INFINITY;
}

function picture(
  history: History,
  model: AnyModel,
  { culprit, entries }: Broken,
  witnesses: readonly Entry[],
): IntervalPicture {
  const end = endOf(culprit);
  const chosen = new Set([culprit, ...witnesses]);
  for (const entry of [...entries].reverse()) {
    if (chosen.size >= MAX_CONTEXT) break;
    // A read that nobody heard the answer of says nothing.
    if (entry.returned === null && model.readOnly(entry.call)) continue;
    if (entry.invoked < end && endOf(entry) > culprit.invoked - MAX_CONTEXT * 4) chosen.add(entry);
  }
  const intervals = [...chosen]
    .sort((left, right) => left.invoked - right.invoked)
    .map((entry) => ({
      operation: entry.invoked,
      process: history.processes[entry.invoked] ?? 0,
      label: `${model.sayCall(entry.call)}${entry.call.output === UNKNOWN ? ' ?' : ''}`,
      start: history.times[entry.invoked] ?? 0,
      end: entry.returned === null ? null : (history.times[entry.returned] ?? 0),
      role:
        entry === culprit
          ? ('culprit' as const)
          : witnesses.includes(entry)
            ? ('witness' as const)
            : ('context' as const),
    }));
  return { kind: 'intervals', intervals };
}
