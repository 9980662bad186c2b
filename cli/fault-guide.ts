/** docs/faults.md, written from what the faults say of themselves: `npm run docs` writes it, a test sees that it is up to date. */
import { CAPABILITIES, type Capability } from '../harness/contracts/cluster.js';
import type { AnyFault, FaultFamily } from '../harness/contracts/fault.js';
import { type ParameterDescription, parametersOf } from '../harness/run/schedule/index.js';

const FAMILIES: Readonly<Record<FaultFamily, string>> = {
  network: 'Network',
  process: 'Processes',
  clock: 'Clocks',
};

const LINE_LENGTH = 120;

const OPENING: readonly string[] = [
  '# Faults',
  '<!-- Written by `npm run docs` from nemeses/: change the faults, not this page. -->',
  'What `faultline run --faults` can do to a cluster. A fault is named with its parameters, `partition:shape=ring`; those ' +
    'that are not named are drawn from the seed. In a schedule by hand ([schedules.md](schedules.md)) they stand in ' +
    '`with`, and those that are not named have their defaults. `faultline doctor` tells which faults this machine allows. ' +
    'Every fault is measured when it begins and when it ends; one that does not take, or does not heal, makes the run fail.',
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
    parameters.length === 0 ? 'It has no parameters.' : table(parameters),
    wrapped(`Needs: ${fault.needs.map(need).join('; ') || 'nothing'}.`),
    wrapped(`Measured: ${fault.measured}`),
    ...(fault.limits === undefined ? [] : [wrapped(`Limits: ${fault.limits}`)]),
    example(fault, parameters),
  ];
  return parts.join('\n\n');
}

function table(parameters: readonly ParameterDescription[]): string {
  const rows = parameters.map(({ name, values, default: preset, describe, onlyWith }) => {
    const about = [describe, ...(onlyWith === undefined ? [] : [`only with ${onlyWith}`])].filter(
      (text) => text !== '',
    );
    const shown = preset === undefined ? '' : `\`${inTable(written(preset))}\``;
    return `| \`${name}\` | ${inTable(values)} | ${shown} | ${inTable(about.join('; '))} |`;
  });
  return ['| parameter | values | default | |', '|---|---|---|---|', ...rows].join('\n');
}

function need(capability: Capability): string {
  return `\`${capability}\` (${CAPABILITIES[capability]})`;
}

/** An entry that a schedule takes as it stands: every parameter by its default. */
function example(fault: AnyFault, parameters: readonly ParameterDescription[]): string {
  const settings = parameters
    .filter((parameter) => parameter.default !== undefined && parameter.default !== null)
    .map((parameter) => `${parameter.name}: ${written(parameter.default)}`);
  const withThese = settings.length === 0 ? '' : `, with: { ${settings.join(', ')} }`;
  return `\`\`\`yaml\n- { at: 5s, fault: ${fault.name}, for: 10s${withThese} }\n\`\`\``;
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function sentence(text: string): string {
  const full = /[.!?]$/.test(text) ? text : `${text}.`;
  return full.charAt(0).toUpperCase() + full.slice(1);
}

/** A paragraph in lines that are read without scrolling. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > LINE_LENGTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

function inTable(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
