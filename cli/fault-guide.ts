/** docs/faults.md, written from what the faults say of themselves: `npm run docs` writes it, a test sees that it is up to date. */
import { CAPABILITIES, type Capability } from '../harness/contracts/cluster.js';
import type { AnyFault, FaultFamily } from '../harness/contracts/fault.js';
import { writeSystemModel } from '../harness/contracts/system-model.js';
import { type ParameterDescription, parametersOf } from '../harness/run/schedule/index.js';
import { inTable, parameterTable, sentence, wrapped } from './markdown.js';

const FAMILIES: Readonly<Record<FaultFamily, string>> = {
  network: 'Network',
  process: 'Processes',
  clock: 'Clocks',
  disk: 'Disks',
  membership: 'Members',
};

const OPENING: readonly string[] = [
  '# Faults',
  '<!-- Written by `npm run docs` from nemeses/: change the faults, not this page. -->',
  'What `faultline run --faults` can do to a cluster. A fault is named with its parameters, `partition:shape=ring`; those ' +
    'that are not named are drawn from the seed. In a schedule by hand ([schedules.md](schedules.md)) they stand in ' +
    '`with`, and those that are not named have their defaults. `faultline doctor` tells which faults this machine allows. ' +
    'Every fault is measured when it begins and when it ends; one that does not take, or does not heal, makes the run fail.',
  'A fault beyond the system model of a run ([system-models.md](system-models.md)) is refused.',
  '`victims` is a role or the name of a node. A role is resolved at the moment of the injection, and the history records ' +
    'whom it meant then; a fault that finds nobody is skipped.',
];

/** The page, in Markdown: one section for each family, one for each fault. */
export function faultGuide(faults: readonly AnyFault[]): string {
  const families = (Object.keys(FAMILIES) as FaultFamily[]).filter((family) =>
    faults.some((fault) => fault.family === family),
  );
  const sections = families.flatMap((family) => [
    `## ${FAMILIES[family]}`,
    ...faults.filter((fault) => fault.family === family).map(section),
  ]);
  return `${[...OPENING.map(wrapped), overview(faults, families), ...sections].join('\n\n')}\n`;
}

function overview(faults: readonly AnyFault[], families: readonly FaultFamily[]): string {
  const rows = families.flatMap((family) =>
    faults
      .filter((fault) => fault.family === family)
      .map(({ name, describe }) => `| [\`${name}\`](#${name}) | ${family} | ${inTable(describe)} |`),
  );
  return ['| fault | family | |', '|---|---|---|', ...rows].join('\n');
}

function section(fault: AnyFault): string {
  const parameters = parametersOf(fault);
  const parts = [
    `### ${fault.name}`,
    wrapped(sentence(fault.describe)),
    parameters.length === 0 ? 'It has no parameters.' : parameterTable('parameter', parameters),
    wrapped(`Needs: ${fault.needs.map(need).join('; ') || 'nothing'}.`),
    wrapped(`System model: ${demands(fault)}.`),
    wrapped(`Measured: ${fault.measured}`),
    ...(fault.limits === undefined ? [] : [wrapped(`Limits: ${fault.limits}`)]),
    example(fault, parameters),
  ];
  return parts.join('\n\n');
}

/** The least system model that admits it, and why. */
function demands({ demands: { because, ...least } }: AnyFault): string {
  const model = writeSystemModel(least);
  return `${model === '' ? 'any' : `at least \`${model}\``}: ${because}`;
}

function need(capability: Capability): string {
  return `\`${capability}\` (${CAPABILITIES[capability]})`;
}

/** An entry that a schedule takes as it stands: every parameter by its default. */
function example(fault: AnyFault, parameters: readonly ParameterDescription[]): string {
  const settings = parameters
    .filter((parameter) => parameter.default !== undefined && parameter.default !== null)
    .map((parameter) => `${parameter.name}: ${inYaml(parameter.default)}`);
  const withThese = settings.length === 0 ? '' : `, with: { ${settings.join(', ')} }`;
  return `\`\`\`yaml\n- { at: 5s, fault: ${fault.name}, for: 10s${withThese} }\n\`\`\``;
}

/** As a flow of YAML takes it: words that mean something else there stand in quotes. */
function inYaml(value: unknown): string {
  return typeof value === 'string' && /^[a-z][\w.-]*$/i.test(value) ? value : JSON.stringify(value);
}
