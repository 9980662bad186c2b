/** What the self-test of clients prints: a line for each client interface and trouble, why one is rejected, and a last line. */
import chalk from 'chalk';
import { wrapped } from '../markdown.js';
import type { Candidate, Trial } from './candidate.js';
import { TROUBLE_WORDS, TROUBLES } from './trouble.js';

/** What became of a target, as --json prints it. */
export interface SelftestResult {
  readonly target: string;
  readonly nodes: number;
  readonly passed: boolean;
  readonly clients: readonly Candidate[];
  /** Interfaces of the target's own, of which nobody here knows what to do with them. */
  readonly unknown: readonly string[];
  readonly elapsedMs: number;
}

/** Of one client interface. */
export function candidateLines({ client, trials, untested }: Candidate, nameWidth: number): readonly string[] {
  const name = chalk.bold(client.padEnd(nameWidth));
  const refused = untested.flatMap(({ operation, reason }) => [
    `${chalk.red('✗')} ${name}  ${operation} cannot be tried`,
    ...paragraph(`${reason}.`),
  ]);
  const lines = TROUBLES.flatMap((trouble) => {
    const tried = trials.filter((trial) => trial.trouble === trouble);
    if (tried.length === 0) return [];
    const wrong = tried.filter(({ wrongs }) => wrongs.length > 0);
    const mark = wrong.length === 0 ? chalk.green('✓') : chalk.red('✗');
    const operations = [...new Set(tried.map(({ operation }) => operation))];
    return [
      `${mark} ${name}  ${TROUBLE_WORDS[trouble]} ${chalk.dim(`(${operations.join('; ')})`)}`,
      ...whyRejected(wrong),
    ];
  });
  return [...refused, ...lines];
}

/** Of each operation every wrong once, however many lost answers have brought it out; what is the same of several, once. */
function whyRejected(trials: readonly Trial[]): readonly string[] {
  const told = new Set<string>();
  const operations = new Map<string, string[]>();
  for (const { operation, wrongs } of trials) {
    for (const { wrong, explanation } of wrongs) {
      if (told.has(`${wrong} ${operation}`)) continue;
      told.add(`${wrong} ${operation}`);
      operations.set(explanation, [...(operations.get(explanation) ?? []), operation]);
    }
  }
  return [...operations].flatMap(([explanation, names]) => paragraph(`${names.join('; ')}: ${explanation}`));
}

export function lastLine({ target, clients, unknown, elapsedMs }: SelftestResult): string {
  const rejected = clients.filter(({ passed }) => !passed).map(({ client }) => client);
  const tries = clients.reduce((sum, { trials }) => sum + trials.length, 0);
  const seconds = chalk.dim(`(${tries} operations in trouble, ${Math.round(elapsedMs / 1_000)} s)`);
  const aside =
    unknown.length === 0 ? '' : `\n${chalk.yellow('·')} not tried, for they are its own: ${unknown.join(', ')}`;
  if (rejected.length > 0) {
    return `${chalk.red('✗')} ${target}: ${rejected.length} of ${clients.length} clients rejected: ${rejected.join(', ')} ${seconds}${aside}`;
  }
  const all = clients.length === 1 ? 'its client neither hides' : `all ${clients.length} clients neither hide`;
  const repeat = clients.length === 1 ? 'repeats' : 'repeat';
  return `${chalk.green('✓')} ${target}: ${all} nor ${repeat} an operation ${seconds}${aside}`;
}

function paragraph(text: string): readonly string[] {
  return wrapped(text)
    .split('\n')
    .map((line) => `    ${line}`);
}
