/** Histories of locks written as lines: a process, what became of its operation or nothing where it begins, and what it is. */
import type { Operation } from '../../../harness/contracts/operation.js';

const OUTCOMES: readonly string[] = ['ok', 'fail', 'info'];

/** Such as "3 acquire a", then "3 ok acquire a 17", "3 store a 17 5". A line is a second after the one before. */
export function lockRows(...lines: readonly string[]): Operation[] {
  return lines.map((line, index) => {
    const [process = '', ...words] = line.split(' ');
    const [outcome = ''] = words;
    const type = OUTCOMES.includes(outcome) ? (words.shift() as Operation['type']) : 'invoke';
    const [f = '', name, ...rest] = words;
    const value = name === undefined ? null : [name, ...rest.map(Number)];
    return { index, time: index * 1e9, process: Number(process), type, f, value };
  });
}
