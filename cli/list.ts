/** `faultline list`: what the catalogues hold. */
import chalk from 'chalk';
import { Argument, Command } from 'commander';
import { faults, models, properties, targets, workloads } from './catalogue.js';
import { printJson } from './output.js';
import { optionNames } from './plan.js';

interface Row {
  readonly name: string;
  readonly describe: string;
  readonly options: readonly string[];
}

const catalogues: Readonly<Record<string, () => readonly Row[]>> = {
  targets: () => targets.map(({ name, describe, options }) => ({ name, describe, options: optionNames(options) })),
  workloads: () => workloads.map(({ name, describe, options }) => ({ name, describe, options: optionNames(options) })),
  faults: () => faults.map(({ name, describe, parameters }) => ({ name, describe, options: optionNames(parameters) })),
  properties: () =>
    properties.map((each) => ({ name: each.name, describe: each.describe, options: [...each.models, ...each.levels] })),
  models: () => models.map(({ name, describe }) => ({ name, describe, options: [] })),
};

export const listCommand = new Command('list')
  .description('what there is: targets, workloads, faults, properties, models')
  .addArgument(new Argument('<catalogue>').choices(Object.keys(catalogues)))
  .option('--json', 'print one JSON array')
  .action((catalogue: string, options: { json?: boolean }) => {
    const rows = catalogues[catalogue]?.() ?? [];
    if (options.json === true) {
      printJson(rows);
      return;
    }
    const width = Math.max(...rows.map(({ name }) => name.length));
    const label = catalogue === 'properties' ? 'models or levels' : catalogue === 'faults' ? 'parameters' : '--set';
    for (const { name, describe, options: names } of rows) {
      console.log(`${chalk.bold(name.padEnd(width))}  ${describe}`);
      if (names.length > 0) console.log(`${' '.repeat(width)}  ${chalk.dim(`${label}: ${names.join(', ')}`)}`);
    }
  });
