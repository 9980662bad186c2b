/** The words of a step: an operation as a sentence, with values short enough to be read in one. */
import type { RunAnomaly } from './input.js';
import { duration } from './numbers.js';
import { bareKey, shortened, type ToldOperation } from './operations.js';

/** Characters of a value within a sentence. */
const MAX_TEXT = 100;
/** Elements of a list within a transaction. */
const MAX_LISTED = 6;
/** Longer values are not parsed only to be told. */
const MAX_PARSED = 4_000;

/** Who asked whom for what, and how it ended, as plain text. The words of a picture are taken where it has some. */
export function sayOperation(
  operation: ToldOperation,
  { picture }: RunAnomaly,
  keyed: boolean,
): { readonly who: string; readonly what: string; readonly ending: string } {
  const { index, process, node, f } = operation;
  const asked = shown(operation.asked, keyed);
  const interval = picture?.kind === 'intervals' ? picture.intervals.find((each) => each.operation === index) : null;
  const circle = picture?.kind === 'cycle' ? (picture.nodes.find((each) => each.operation === index) ?? null) : null;
  const transaction = circle === null ? null : microOperations(operation.answered ?? operation.asked);
  const plain = [f, asked.value === 'null' ? '' : asked.value, asked.key === null ? '' : `(key ${asked.key})`];
  const inPicture = transaction ?? circle?.detail ?? interval?.label;
  const what = inPicture ?? plain.filter((part) => part !== '').join(' ');
  const who = `${circle === null ? 'Process' : `${circle.label}: process`} ${process} asks${node === null ? '' : ` ${node}`}`;
  // What a transaction was answered stands among its parts already.
  const answer = circle === null ? answerOf(operation, asked.value, keyed) : null;
  return { who, what: shortened(what, MAX_TEXT * 3), ending: sayEnding(operation, answer) };
}

/** Null for an answer that says no more than that it was done. */
function answerOf({ answered }: ToldOperation, asked: string, keyed: boolean): string | null {
  if (answered === null) return null;
  const { value } = shown(answered, keyed);
  const isBare = value === 'null' ? asked !== 'null' : value === asked;
  return isBare ? null : value;
}

function sayEnding({ node, outcome, error, startNs, endNs }: ToldOperation, answer: string | null): string {
  const later = endNs === null ? '' : ` ${duration(endNs - startNs)} later`;
  const why = error === null ? '' : `: ${shortened(error, MAX_TEXT)}`;
  if (outcome === 'open') return 'it was never answered';
  if (outcome === 'info') return `nobody knows what became of it${why}`;
  if (outcome === 'fail') return node === null ? `it is refused${later}${why}` : `${node} refuses it${later}${why}`;
  if (answer === null) return node === null ? `it is acknowledged${later}` : `${node} acknowledges it${later}`;
  return node === null ? `the answer, ${answer}, comes${later}` : `${node} answers ${answer}${later}`;
}

/** A transaction, raw, as "append 3 7, r 4 [… 5 6 7]"; null for what is none. */
function microOperations(raw: string | null): string | null {
  if (raw === null || raw.length > MAX_PARSED) return null;
  try {
    const parsed: unknown = JSON.parse(raw);
    if (!Array.isArray(parsed) || parsed.length === 0) return null;
    const micros = parsed.map((micro: unknown) => {
      if (!Array.isArray(micro) || micro.length !== 3 || typeof micro[0] !== 'string') return null;
      const [f, key, value]: readonly unknown[] = micro;
      return `${String(f)} ${JSON.stringify(key)} ${endOf(value)}`;
    });
    return micros.includes(null) ? null : micros.join(', ');
  } catch {
    return null;
  }
}

/** Of a long list the end: what was written last is what matters. */
function endOf(value: unknown): string {
  if (!Array.isArray(value) || value.length <= MAX_LISTED) return JSON.stringify(value);
  return `[… ${value
    .slice(-MAX_LISTED)
    .map((each: unknown) => JSON.stringify(each))
    .join(' ')}]`;
}

/** A raw value, apart from its key where values are [key, value]. */
function shown(raw: string | null, keyed: boolean): { readonly key: string | null; readonly value: string } {
  if (raw === null) return { key: null, value: '' };
  const whole = { key: null, value: shortened(raw, MAX_TEXT) };
  if (!keyed || raw.length > MAX_PARSED) return whole;
  try {
    const parsed: unknown = JSON.parse(raw);
    if (!Array.isArray(parsed) || parsed.length !== 2) return whole;
    const [key, value]: readonly unknown[] = parsed;
    return { key: bareKey(JSON.stringify(key)), value: shortened(JSON.stringify(value), MAX_TEXT) };
  } catch {
    return whole;
  }
}
