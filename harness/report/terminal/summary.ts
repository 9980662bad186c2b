/** The closing summary of a run: the verdict first, the command that repeats it last. */
import { Chalk, type ChalkInstance } from 'chalk';
import type { Test } from '../../contracts/test.js';
import type { RunVerdict } from '../../results/index.js';
import { readStatistics } from '../statistics.js';
import { formatMs, formatSeconds } from './format.js';

const MAX_ANOMALIES = 3;

export interface SummaryInput {
  readonly test: Test;
  readonly verdict: RunVerdict;
  readonly reportPath: string;
}

export function renderSummary(
  { test, verdict, reportPath }: SummaryInput,
  { columns, color }: { readonly columns: number; readonly color: boolean },
): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const width = Math.min(Math.max(columns, 40), 110);
  const lines = [headline(test, verdict, chalk), ''];
  for (const { property, valid, operations, algorithm, reason } of verdict.properties) {
    const mark = valid === true ? chalk.green('✓') : valid === false ? chalk.red('✗') : chalk.yellow('?');
    const how = [operations > 0 ? `${operations} operations` : '', algorithm ?? '', reason ?? ''].filter(
      (part) => part !== '',
    );
    lines.push(...wrap(`  ${mark} ${property}${how.length > 0 ? `: ${how.join(', ')}` : ''}`, width, '    '));
  }
  const statistics = readStatistics(verdict.statistics);
  if (statistics !== null) {
    const { counts, latencyMs } = statistics.all;
    const latency = latencyMs === null ? '' : `, p50 ${formatMs(latencyMs.p50)}, p99 ${formatMs(latencyMs.p99)}`;
    lines.push(
      `  ${chalk.dim('·')} ${counts.ok} ok, ${counts.fail} failed, ${counts.info} of unknown outcome${latency}`,
    );
    lines.push(...faultLines(statistics.faults, test, chalk));
  }
  if (verdict.liesTold > 0 || test.plant !== null) {
    lines.push(
      `  ${chalk.dim('·')} the harness itself told ${verdict.liesTold} lies (--plant ${test.plant?.name ?? ''})`,
    );
  }
  for (const { type, explanation } of verdict.properties
    .flatMap(({ anomalies }) => anomalies)
    .slice(0, MAX_ANOMALIES)) {
    lines.push('', ...wrap(`  ${chalk.bold(type)}: ${explanation}`, width, '    '));
  }
  lines.push('', `  again   ${chalk.cyan(test.command)}`, `  report  ${chalk.cyan(reportPath)}`);
  return lines.join('\n');
}

function headline(test: Test, verdict: RunVerdict, chalk: ChalkInstance): string {
  const judged = test.judge.level === undefined ? test.judge.property : `${test.judge.property}:${test.judge.level}`;
  if (verdict.valid === true) return chalk.green.bold(`VALID  ${test.target} kept its promise: ${judged}`);
  if (verdict.valid === false) {
    const broken = verdict.properties.filter(({ valid }) => valid === false).map(({ property }) => property);
    return chalk.red.bold(`VIOLATED  ${test.target} broke ${broken.join(' and ')}`);
  }
  const failed = verdict.runError === null ? 'UNKNOWN  nothing was proven' : 'FAILED  the run itself failed';
  return chalk.yellow.bold(`${failed}: ${verdict.reason ?? ''}`);
}

function faultLines(
  faults: readonly {
    readonly fault: string;
    readonly startNs: number;
    readonly endNs: number;
    readonly counts: { readonly ok: number };
  }[],
  test: Test,
  chalk: ChalkInstance,
): string[] {
  if (faults.length === 0) return test.schedule.length === 0 ? [`  ${chalk.dim('·')} no faults`] : [];
  const inForceMs = faults.reduce((sum, { startNs, endNs }) => sum + (endNs - startNs) / 1e6, 0);
  const kinds = [...new Set(faults.map(({ fault }) => fault))].map(
    (kind) => `${faults.filter(({ fault }) => fault === kind).length} ${kind}`,
  );
  const ok = faults.reduce((sum, { counts }) => sum + counts.ok, 0);
  return [
    `  ${chalk.dim('·')} faults, each measured in force: ${kinds.join(', ')}; ${formatSeconds(inForceMs)} in all, ${ok} operations ok meanwhile`,
  ];
}

/** Breaks a text at spaces; the lines after the first are indented. */
function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else
      line =
        line === '' && lines.length === 0 && word === ''
          ? ' '
          : line === ' '
            ? ` ${word}`
            : line === ''
              ? word
              : `${line} ${word}`;
  }
  return [...lines, line];
}
