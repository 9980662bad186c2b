/** What is done to a client while it does one operation, in the words of those who read of it. */

export const TROUBLES = ['reset', 'silence', 'cut', 'gone'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** How long after a swallowed answer the connection is reset, ms. */
export const RESET_AFTER_MS = 300;

export const TROUBLE_WORDS: Readonly<Record<Trouble, string>> = {
  reset: 'the answer is lost and the connection reset',
  silence: 'the answer is lost and the connection silent',
  cut: 'the connection is reset before the request arrives',
  gone: 'the server is gone',
};

/** Those that let the request through, and come at each answer in turn. */
export function losesAnswer(trouble: Trouble): boolean {
  return trouble === 'reset' || trouble === 'silence';
}

/** So many answers of an operation are lost in turn; of more the first and the last ones. */
const ANSWERS_MAX = 8;

/** The numbers, from 1, of the answers that are lost, of an operation that has so many. */
export function answersToLose(answers: number): readonly number[] {
  const all = Array.from({ length: answers }, (_, at) => at + 1);
  if (answers <= ANSWERS_MAX) return all;
  return [...all.slice(0, ANSWERS_MAX / 2), ...all.slice(-ANSWERS_MAX / 2)];
}
