/** Small parts that the views of a list share. */
import { type ListState, writeState } from './address.js';
import { type Kind, MARKS } from './run.js';
import { element, type Tree } from './tree.js';

/** The address of the same list with words added to its filter. */
export function withWords(state: ListState, words: string): string {
  return writeState({ ...state, page: 1, query: `${state.query} ${words}`.trim() });
}

/** A verdict's sign, for eyes alone: the word stands beside it. */
export function mark(kind: Kind): Tree {
  return element('span', { 'aria-hidden': 'true' }, `${MARKS[kind]} `);
}
