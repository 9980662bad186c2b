/** What `check` prints of one history: the verdict, the levels where there are such, and every violation as a story. */
import { Chalk } from 'chalk';
import type { Anomaly, Validity, Verdict } from '../../contracts/checker.js';
import { harmless, wrap } from './text.js';

const MAX_WIDTH = 110;
const MIN_WIDTH = 40;
const LABEL_WIDTH = 22;
/** Violations of one type that are told. */
const MAX_OF_A_TYPE = 3;

/** `columns` is the width of the terminal, `checkMs` how long the checker took. Ends without a line break. */
export function renderChecked(
  verdict: Verdict,
  checkMs: number,
  { columns, color }: { readonly columns: number; readonly color: boolean },
): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const width = Math.min(Math.max(columns, MIN_WIDTH), MAX_WIDTH);
  const { property, valid, operations, algorithm, reason, anomalies, levels, details } = verdict;
  const claim = typeof details?.['level'] === 'string' ? ` (${details['level']})` : '';
  const words =
    valid === true ? chalk.green('holds') : valid === false ? chalk.red('is violated') : chalk.yellow('is unknown');
  const how = algorithm === undefined ? '' : ` (${algorithm})`;
  const lines = [`${chalk.bold(property)}${claim} ${words}: ${operations} operations, ${checkMs} ms${how}`];
  if (reason !== undefined) lines.push(...wrap(harmless(reason), width));
  if (levels !== undefined) {
    const those = (holds: Validity): string =>
      Object.keys(levels)
        .filter((level) => levels[level] === holds)
        .join(', ');
    const rows = [
      ['strongest that hold', verdict.strongest?.join(', ') ?? ''],
      ['weakest violated', verdict.weakestViolated?.join(', ') ?? ''],
      ['unknown', those('unknown')],
      ['seen, but not barred', Array.isArray(details?.['beyondClaim']) ? details['beyondClaim'].join(', ') : ''],
    ].filter(([, names]) => names !== '');
    const indent = ' '.repeat(LABEL_WIDTH + 2);
    lines.push('');
    for (const [label = '', names = ''] of rows) {
      const [first = '', ...rest] = wrap(names, width - indent.length);
      lines.push(`  ${chalk.dim(label.padEnd(LABEL_WIDTH))}${first}`, ...rest.map((line) => `${indent}${line}`));
    }
  }
  const counts = new Map<string, number>();
  for (const anomaly of anomalies) {
    const count = (counts.get(anomaly.type) ?? 0) + 1;
    counts.set(anomaly.type, count);
    if (count > MAX_OF_A_TYPE) continue;
    const [first = '', ...rest] = wrap(harmless(told(anomaly)), width, '  ');
    lines.push('', chalk.bold(first.slice(0, anomaly.type.length)) + first.slice(anomaly.type.length), ...rest);
  }
  const more = [...counts]
    .filter(([, count]) => count > MAX_OF_A_TYPE)
    .map(([type, count]) => `${count - MAX_OF_A_TYPE} of ${type}`);
  if (more.length > 0) lines.push('', chalk.dim(`and more: ${more.join(', ')} (all of them with --json)`));
  return lines.join('\n');
}

/** Its name, unless the explanation begins with that, and then what happened. */
function told({ type, also = [], explanation }: Anomaly): string {
  const begins = explanation.slice(0, type.length).toLowerCase().replaceAll(' ', '-');
  if (begins === type.toLowerCase()) return explanation;
  return `${type}${also.length > 0 ? ` (also: ${also.join(', ')})` : ''}: ${explanation}`;
}
