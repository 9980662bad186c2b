/** `faultline check`: judges any history, from any tool. */

import { Argument, Command, Option } from 'commander';
import { EXIT } from '../harness/contracts/errors.js';
import { FORMAT_NAMES } from '../harness/history/formats/recognise.js';
import { readHistory } from '../harness/history/read.js';
import { renderChecked } from '../harness/report/terminal/checked.js';
import { budgetFromNow } from '../harness/run/judge.js';
import { named } from './catalogue.js';
import { printJson, terminal } from './output.js';
import { properties } from './properties.js';
import { parseCount, parseDuration } from './values.js';

interface CheckOptions {
  readonly property: string;
  readonly model?: string;
  readonly level?: string;
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
  .option('--level <name>', 'what is claimed, for transactions; it passes or fails by that')
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
    const checker = await entry.create({
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(options.level === undefined ? {} : { level: options.level }),
    });
    const began = performance.now();
    const { history } = await readHistory(path, { format: options.format });
    const loaded = performance.now();
    const budget = budgetFromNow(options.time, options.memory * 2 ** 20);
    const verdict = await checker.check(history, { budget, keyed: options.keyed === true });
    const loadMs = Math.round(loaded - began);
    const checkMs = Math.round(performance.now() - loaded);
    const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const { valid } = verdict;
    process.exitCode = valid === true ? EXIT.valid : valid === false ? EXIT.violated : EXIT.unknown;
    if (options.json !== true) {
      console.log(renderChecked(verdict, checkMs, terminal(process.stdout)));
      return;
    }
    const { property, operations, anomalies, algorithm = null, reason = null, details = {} } = verdict;
    const { levels, strongest, weakestViolated } = verdict;
    const lattice = levels === undefined ? {} : { levels, strongest, weakestViolated };
    printJson({
      ...{ valid, property, operations, anomalies, algorithm, ...lattice },
      ...{ loadMs, checkMs, peakMemoryMb, reason, details },
    });
  });
