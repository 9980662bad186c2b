/** `faultline list`: what the catalogues hold. */
import chalk from 'chalk';
import { Argument, Command } from 'commander';
import { parameterSchema, parametersOf } from '../harness/run/schedule/index.js';
import { flawTexts } from '../targets/reference/flaw-texts.js';
import { faults, loadTargets, models, workloads } from './catalogue.js';
import { requestTroubles } from './model-guide.js';
import { printJson } from './output.js';
import { optionNames } from './plan.js';
import { properties } from './properties.js';

interface Row {
  readonly name: string;
  readonly describe: string;
  /** Between the two, where the catalogue has several of them. */
  readonly family?: string;
  /** Each begins with a word and a colon: "--set: reads". */
  readonly notes: readonly string[];
  /** What --json prints. */
  readonly full: Readonly<Record<string, unknown>>;
}

const catalogues: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  targets: async () =>
    (await loadTargets()).map((each) => row(each.name, each.describe, '--set', optionNames(each.options))),
  workloads: () => workloads.map((each) => row(each.name, each.describe, '--set', optionNames(each.options))),
  faults: () => faults.map(faultRow),
  properties: () =>
    properties.map((each) => row(each.name, each.describe, 'models or levels', [...each.models, ...each.levels])),
  troubles: () =>
    requestTroubles(faults).map(({ name, describe, faults: making }) => row(name, describe, 'made by', making)),
  flaws: () => flawTexts.map(({ name, section, describe }) => row(name, describe, 'section', [section])),
  models: () => models.map((each) => row(each.name, each.describe, '', [])),
};

function row(name: string, describe: string, label: string, options: readonly string[]): Row {
  const notes = options.length === 0 ? [] : [`${label}: ${options.join(', ')}`];
  return { name, describe, notes, full: { name, describe, options } };
}

function faultRow(fault: (typeof faults)[number]): Row {
  const { name, family, describe, measured, limits = null, needs, demands } = fault;
  const parameters = parametersOf(fault).map((each) => each.name);
  const notes = [...(parameters.length === 0 ? [] : [`parameters: ${parameters.join(', ')}`])];
  notes.push(`needs: ${needs.join(', ') || 'nothing'}`);
  const full = { name, family, describe, needs, demands, measured, limits, parameters: parameterSchema(fault) };
  return { name, describe, family, notes, full };
}

export const listCommand = new Command('list')
  .description('what there is: targets, workloads, faults, the troubles of a request, flaws, properties, models')
  .addArgument(new Argument('<catalogue>').choices(Object.keys(catalogues)))
  .option('--json', 'print one JSON array, of faults with all that is known of them')
  .action(async (catalogue: string, options: { json?: boolean }) => {
    const rows = (await catalogues[catalogue]?.()) ?? [];
    if (options.json === true) {
      printJson(rows.map(({ full }) => full));
      return;
    }
    const width = Math.max(...rows.map(({ name }) => name.length));
    const familyWidth = Math.max(0, ...rows.map(({ family }) => (family === undefined ? 0 : family.length + 2)));
    const indent = ' '.repeat(familyWidth + width + 2);
    for (const { name, describe, family = '', notes } of rows) {
      console.log(`${chalk.dim(family.padEnd(familyWidth))}${chalk.bold(name.padEnd(width))}  ${describe}`);
      if (notes.length > 0) console.log(indent + chalk.dim(notes.join('; ')));
    }
  });
