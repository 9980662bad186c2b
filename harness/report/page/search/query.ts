/** A search as a whole: text in, a byte for each operation out. Every word costs one pass over the columns. */
import { UsageError } from '../../../contracts/errors.js';
import { CANNOT_TELL, FIELD_NAMES, FIELDS, MATCHES, markPlace, type Searched, unreadable } from './fields.js';
import { type Choice, type Word, wordsOf } from './words.js';

export interface Found {
  /** 1 for each operation that matches; null when nothing was asked for. */
  readonly matching: Uint8Array | null;
  readonly count: number;
  /** Operations of which nobody can tell, because the page does not have their values. */
  readonly untold: number;
}

/** Throws UsageError for words that mean nothing in this run; its hint says what there is. */
export function find(text: string, searched: Searched): Found {
  const { length } = searched.payload.operations;
  const words = wordsOf(text, FIELD_NAMES);
  if (words.length === 0) return { matching: null, count: length, untold: 0 };
  const matching = new Uint8Array(length).fill(MATCHES);
  const scratch = new Uint8Array(length);
  for (const word of words) {
    scratch.fill(0);
    for (const choice of word.choices) markChoice(word, choice, searched, scratch);
    narrow(matching, scratch, word.negated ? 0 : MATCHES);
  }
  let count = 0;
  let untold = 0;
  for (let at = 0; at < length; at += 1) {
    if (matching[at] === MATCHES) count += 1;
    else if (matching[at] === CANNOT_TELL) {
      untold += 1;
      matching[at] = 0;
    }
  }
  return { matching, count, untold };
}

function markChoice(word: Word, { field, value }: Choice, searched: Searched, into: Uint8Array): void {
  if (field === null) {
    if (!/^#?\d+$/.test(value)) throw unknownWord(word.text, value, searched);
    markPlace(value, searched, into);
    return;
  }
  const known = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  if (known === undefined) throw unknownWord(word.text, value, searched);
  if (value === '') throw unreadable(field, value, known.example);
  known.mark(value, searched, into);
}

/** Keeps what matches, and of the rest what may. */
function narrow(matching: Uint8Array, marks: Uint8Array, wanted: number): void {
  for (let at = 0; at < matching.length; at += 1) {
    const mark = marks[at];
    if (mark === wanted) continue;
    matching[at] = mark === CANNOT_TELL && matching[at] !== 0 ? CANNOT_TELL : 0;
  }
}

function unknownWord(word: string, value: string, { payload: { operations } }: Searched): UsageError {
  const { functionNames, nodeNames } = operations;
  const field = functionNames.includes(value) ? 'f' : nodeNames.includes(value) ? 'node' : null;
  const examples = Object.values(FIELDS).map(({ example }) => example);
  return new UsageError(`“${word}” is no word of this search.`, {
    code: 'unknown-word',
    value: word,
    hint:
      field === null
        ? `There is #123 (a place in the history), ${examples.join(', ')}; a|b for or, ! in front for not.`
        : `Did you mean ${field}:${value}?`,
  });
}

/** The first matches, at most `most` of them. */
export function firstMatches(matching: Uint8Array, most: number): readonly number[] {
  const found: number[] = [];
  for (let at = matching.indexOf(1); at >= 0 && found.length < most; at = matching.indexOf(1, at + 1)) found.push(at);
  return found;
}

/** The match after `at` or, with `step` -1, before it, round the end; null when there is none. */
export function nextMatch(matching: Uint8Array, at: number | null, step: 1 | -1): number | null {
  const beyond = step === 1 ? (at ?? -1) + 1 : (at ?? matching.length) - 1;
  const found = step === 1 ? matching.indexOf(1, beyond) : beyond < 0 ? -1 : matching.lastIndexOf(1, beyond);
  const round = found >= 0 ? found : step === 1 ? matching.indexOf(1) : matching.lastIndexOf(1);
  return round < 0 ? null : round;
}
