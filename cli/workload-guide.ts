/** docs/workloads.md, written from what the workloads say of themselves. */
import type { AnyTarget } from '../harness/contracts/target.js';
import type { AnyWorkload } from '../harness/contracts/workload.js';
import { describeSchema } from '../harness/run/schedule/index.js';
import { inTable, parameterTable, sentence, wrapped } from './markdown.js';

const OPENING: readonly string[] = [
  '# Workloads',
  '<!-- Written by `npm run docs` from workloads/: change the workloads, not this page. -->',
  'What the clients of a run do: `faultline run <target> --workload NAME`. A workload needs a client interface ' +
    '(workloads/clients), which the target must offer, and is judged by a property ([properties.md](properties.md)): the ' +
    'one that the target claims, or the one named by `--judge`. Its options are set by `--set`. Its lies (`--plant`) are ' +
    'told by the harness itself, to see that they are caught.',
];

/** The page, in Markdown. */
export function workloadGuide(workloads: readonly AnyWorkload[], targets: readonly AnyTarget[]): string {
  const rows = workloads.map(({ name, describe, checker }) => {
    const property = `[\`${checker.property}\`](properties.md#${checker.property})`;
    return `| [\`${name}\`](#${name}) | ${inTable(describe)} | ${property} |`;
  });
  const table = ['| workload | | judged by |', '|---|---|---|', ...rows].join('\n');
  return `${[...OPENING.map(wrapped), table, ...workloads.map((each) => section(each, targets))].join('\n\n')}\n`;
}

function section(workload: AnyWorkload, targets: readonly AnyTarget[]): string {
  const { name, describe, about, client, checker, alsoJudgedBy = [], plants, options, finalReads } = workload;
  const described = describeSchema(options);
  const offering = targets.filter(({ clients }) => clients[client] !== undefined).map((target) => `\`${target.name}\``);
  const others = alsoJudgedBy.map(({ property }) => `\`${property}\``);
  const lies = plants.map((plant) => `| \`${plant.name}\` | ${inTable(plant.describe)} |`);
  return [
    `## ${name}`,
    wrapped(sentence(describe)),
    ...(about === undefined ? [] : [wrapped(about)]),
    wrapped(
      `Client: \`${client}\`${offering.length === 0 ? '' : ` (${offering.join(', ')})`}. Judged by \`${checker.property}\`${others.length === 0 ? '' : `, also by ${others.join(', ')}`}.${finalReads === undefined ? '' : ' When all faults have healed it reads once more.'}`,
    ),
    ...(described.length === 0 ? [] : [parameterTable('option', described)]),
    ...(lies.length === 0 ? [] : [['| lie | |', '|---|---|', ...lies].join('\n')]),
  ].join('\n\n');
}
