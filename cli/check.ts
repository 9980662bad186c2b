/** `faultline check`: judges any history, from any tool. */

import chalk from 'chalk';
import { Argument, Command, Option } from 'commander';
import { EXIT } from '../harness/contracts/errors.js';
import { FORMAT_NAMES } from '../harness/history/formats/recognise.js';
import { readHistory } from '../harness/history/read.js';
import { budgetFromNow } from '../harness/run/judge.js';
import { named, properties } from './catalogue.js';
import { printJson } from './output.js';
import { parseCount, parseDuration } from './values.js';

interface CheckOptions {
  readonly property: string;
  readonly model?: string;
  readonly keyed?: boolean;
  readonly format: string;
  readonly time: number;
  readonly memory: number;
  readonly json?: boolean;
}

export const checkCommand = new Command('check')
  .description("judge a history from any tool: NDJSON, Jepsen's EDN or log, Porcupine's kv files, plain or gzipped")
  .addArgument(new Argument('<history>', 'a file'))
  .requiredOption('--property <name>', 'what to judge (faultline list properties)')
  .option('--model <name>', 'what a single copy would do, for linearizable: a name or a file of your own')
  .option('--keyed', 'values are [key, value], and each key is judged apart')
  .addOption(new Option('--format <format>', 'how the file is written').choices(FORMAT_NAMES).default('auto'))
  .option('--time <duration>', 'after which the verdict is unknown', parseDuration, 120_000)
  .option(
    '--memory <mb>',
    'megabytes for the search, after which the verdict is unknown',
    parseCount('megabytes', 1, 1_000_000),
    2048,
  )
  .option('--json', 'print one JSON object')
  .action(async (path: string, options: CheckOptions) => {
    const entry = named('property', properties, options.property);
    const checker = await entry.create(options.model === undefined ? {} : { model: options.model });
    const began = performance.now();
    const { history } = await readHistory(path, { format: options.format });
    const loaded = performance.now();
    const budget = budgetFromNow(options.time, options.memory * 2 ** 20);
    const verdict = await checker.check(history, { budget, keyed: options.keyed === true });
    const loadMs = Math.round(loaded - began);
    const checkMs = Math.round(performance.now() - loaded);
    const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const { valid, anomalies, operations, reason } = verdict;
    process.exitCode = valid === true ? EXIT.valid : valid === false ? EXIT.violated : EXIT.unknown;
    if (options.json === true) {
      const { property, algorithm = null, details = {} } = verdict;
      printJson({
        valid,
        property,
        operations,
        anomalies,
        algorithm,
        loadMs,
        checkMs,
        peakMemoryMb,
        reason: reason ?? null,
        details,
      });
      return;
    }
    const words =
      valid === true ? chalk.green('holds') : valid === false ? chalk.red('is violated') : chalk.yellow('is unknown');
    console.log(
      `${chalk.bold(verdict.property)} ${words}: ${operations} operations, ${checkMs} ms (${verdict.algorithm ?? ''})`,
    );
    if (reason !== undefined) console.log(reason);
    for (const { type, explanation } of anomalies) console.log(`\n${chalk.bold(type)}: ${explanation}`);
  });
