/** Histories of collections written as lines: a process, what became of its operation or nothing where it begins, and what it is. */
import type { Operation } from '../../../harness/contracts/operation.js';

const OUTCOMES: readonly string[] = ['ok', 'fail', 'info'];

/** Such as "0 add 3", then "0 ok add 3", "1 ok read [3]". A line is a second after the one before. */
export function rows(...lines: readonly string[]): Operation[] {
  return lines.map((line, index) => {
    const [process = '', ...words] = line.split(' ');
    const [outcome = ''] = words;
    const type = OUTCOMES.includes(outcome) ? (words.shift() as Operation['type']) : 'invoke';
    const [f = '', value = 'null'] = words;
    const who =
      process === 'nemesis' ? ({ process } as const) : { process: Number(process), node: `n${Number(process) + 1}` };
    const at = { index, time: index * 1e9, ...who };
    return { ...at, type, f, value: JSON.parse(value) as unknown };
  });
}

/** One operation from its beginning to its end. */
export function done(process: number, f: string, value: string, answer = value, outcome = 'ok'): readonly string[] {
  return [`${process} ${f} ${value}`, `${process} ${outcome} ${f} ${answer}`];
}
