/** docs/targets.md, written from what the targets say of themselves: `npm run docs` writes it, a test sees that it is up to date. */
import { writeSystemModel } from '../harness/contracts/system-model.js';
import type { AnyTarget, Claim } from '../harness/contracts/target.js';
import type { AnyWorkload } from '../harness/contracts/workload.js';
import { describeSchema, type ParameterDescription } from '../harness/run/schedule/index.js';
import { packagesOf, softwareOf } from '../harness/target/software.js';
import { inTable, parameterTable, sentence, wrapped } from './markdown.js';

const OPENING: readonly string[] = [
  '# Targets',
  '<!-- Written by `npm run docs` from targets/: change the targets, not this page. -->',
  'The databases that `faultline run <target>` knows. A file of your own is a target as well: ' +
    '[guide-target.md](guide-target.md). Options are set by `--set`. What a database claims depends on them; a run judges ' +
    'the claim, unless `--judge` names something else, and its verdict names the system model ' +
    '([system-models.md](system-models.md)) under which the claim is made.',
  'Programs come from Debian packages, which are fetched once. A build of your own is tested with `--overlay FOLDER` (its ' +
    'bin/, lib/, ... lie over /usr of the nodes, on local and docker), with `--image IMAGE` on docker (made from Debian; no ' +
    'packages are added to it), or with `--keep-software` where the nodes have it already.',
];

/** The page, in Markdown. */
export function targetGuide(targets: readonly AnyTarget[], workloads: readonly AnyWorkload[]): string {
  const rows = targets.map(({ name, describe }) => `| [\`${name}\`](#${name}) | ${inTable(describe)} |`);
  const table = ['| target | |', '|---|---|', ...rows].join('\n');
  return `${[...OPENING.map(wrapped), table, ...targets.map((each) => section(each, workloads))].join('\n\n')}\n`;
}

function section(target: AnyTarget, workloads: readonly AnyWorkload[]): string {
  const { name, describe, nodeCount, options, membership, primaries, clock } = target;
  const described = describeSchema(options);
  const able = [
    ...(primaries === undefined ? [] : ['it says who leads (`victims=primaries`)']),
    ...(membership === undefined ? [] : ['its members can leave and join (the faults of membership)']),
    ...(clock === undefined ? [] : ['it tells the time that it reads itself']),
  ];
  const size = nodeCount === undefined ? '' : ` ${nodeCount.min} to ${nodeCount.max} nodes.`;
  return [
    `## ${name}`,
    wrapped(`${sentence(describe)}${size}`),
    ...(able.length === 0 ? [] : [wrapped(sentence(able.join('; ')))]),
    wrapped(`Software: ${softwareText(target)}.`),
    ...(described.length === 0 ? [] : [parameterTable('option', described)]),
    '### Claims',
    ...claimsOf(target, described),
    '### Workloads',
    workloadTable(target, workloads),
  ].join('\n\n');
}

function softwareText(target: AnyTarget): string {
  const software = softwareOf(target, target.options.parse({}));
  const { binaries = [] } = software;
  const names = packagesOf(software);
  if (names.length === 0 && binaries.length === 0) return 'comes with Faultline';
  const packages = names.map((each) => `\`${each}\``).join(', ');
  const programs = binaries.map((each) => `\`${each}\``).join(', ');
  const depends = typeof target.software === 'function' ? '; other packages by option' : '';
  const present = programs === '' ? '' : `; on local clusters ${programs} on the PATH, where it is there`;
  return `Debian's ${packages}${depends}${present}`;
}

/** With the defaults, and what each other choice of one option changes. */
function claimsOf(target: AnyTarget, described: readonly ParameterDescription[]): readonly string[] {
  const usual = claimed(target, {});
  const changes = described.flatMap(({ name, values }) =>
    choicesOf(values).flatMap((value) => {
      // Some go only together with another option.
      if (!target.options.safeParse({ [name]: value }).success) return [];
      const changed = differences(usual, claimed(target, { [name]: value }));
      return changed.length === 0 ? [] : [`- \`--set ${name}=${value}\`: ${changed.join('; ')}`];
    }),
  );
  const models = [...new Set([...usual.values()].flat().map(({ under }) => writeSystemModel(under)))];
  const underOf = (under: Claim['under']): string => (models.length === 1 ? '' : `, under ${writeSystemModel(under)}`);
  const rows = [...usual].map(([client, claims]) => {
    const shown = claims.map(({ property, level }) => nameOf(property, level)).join(', ');
    const sources = [...new Set(claims.map(({ source, under }) => `${linked(source)}${underOf(under)}`))];
    return `| \`${client}\` | ${shown} | ${inTable(sources.join('; '))} |`;
  });
  return [
    ...(models.length === 1 ? [`All of them under \`${models[0]}\`.`] : []),
    ['| client | claim | source |', '|---|---|---|', ...rows].join('\n'),
    ...(changes.length === 0 ? [] : ['Other options change what is claimed:', changes.join('\n')]),
  ];
}

type Claimed = ReadonlyMap<string, readonly Claim[]>;

function claimed(target: AnyTarget, set: Readonly<Record<string, unknown>>): Claimed {
  const options: unknown = target.options.parse(set);
  const all = target.claims(options) as Readonly<Record<string, Claim | readonly Claim[]>>;
  return new Map(Object.entries(all).map(([client, claim]) => [client, [claim].flat()] as const));
}

function differences(usual: Claimed, other: Claimed): readonly string[] {
  const text = (claims: readonly Claim[] | undefined): string =>
    (claims ?? []).map(({ property, level }) => nameOf(property, level)).join(', ');
  const names = [...new Set([...usual.keys(), ...other.keys()])].filter(
    (client) => text(usual.get(client)) !== text(other.get(client)),
  );
  const gone = names.filter((client) => !other.has(client)).map((client) => `\`${client}\``);
  const now = names
    .filter((client) => other.has(client))
    .map((client) => `of \`${client}\` ${text(other.get(client))}`);
  if (other.size === 0 && usual.size > 0) return ['nothing is claimed'];
  return [...(gone.length === 0 ? [] : [`nothing is claimed of ${gone.join(', ')}`]), ...now];
}

/** The words of "a, b or c"; none where it is anything else. */
function choicesOf(values: string): readonly string[] {
  const words = values.split(/, | or /);
  return words.every((word) => /^[\w-]+$/.test(word)) && words.length > 1 ? words : [];
}

function nameOf(property: string, level: string | undefined): string {
  const name = `[\`${property}\`](properties.md#${property})`;
  return level === undefined ? name : `${name}: ${level}`;
}

/** Vendors' pages are named; our own are a file beside this one. */
function linked(source: string): string {
  const own = /^docs\/(.+\.md)$/.exec(source)?.[1];
  return own === undefined ? `<${source}>` : `[${own}](${own})`;
}

function workloadTable({ clients }: AnyTarget, workloads: readonly AnyWorkload[]): string {
  const rows = workloads
    .filter(({ client }) => clients[client] !== undefined)
    .map(
      ({ name, client, describe }) => `| [\`${name}\`](workloads.md#${name}) | \`${client}\` | ${inTable(describe)} |`,
    );
  return ['| workload | client | |', '|---|---|---|', ...rows].join('\n');
}
