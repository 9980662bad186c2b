/** docs/properties.md, written from what the properties say of themselves. */
import type { PropertyGuide } from '../harness/contracts/checker.js';
import { exampleWords } from './guides.js';
import { inTable, sentence, wrapped } from './markdown.js';
import { properties } from './properties.js';

const OPENING: readonly string[] = [
  '# Properties',
  '<!-- Written by `npm run docs` from checkers/: change the properties, not this page. -->',
  'What a history can be judged by: `faultline check <history> --property NAME`, and `faultline run … --judge NAME`. A ' +
    'violation that is reported holds whatever became of the operations of unknown outcome; a pass says that this history ' +
    'shows no violation, no more; and `unknown` says that nothing was proven, and why. How operations are written is in ' +
    '[history-format.md](history-format.md).',
  'Besides its own property every run judges `crashes`: no process of the target ends by itself, and none says in its log ' +
    'that it is broken.',
];

/** Lines of an example that are shown; longer ones are cut. */
const MAX_LINES = 12;

/** The page, in Markdown. */
export function propertyGuide(guides: readonly PropertyGuide[]): string {
  const rows = guides.map(({ property }) => {
    const entry = properties.find(({ name }) => name === property);
    return `| [\`${property}\`](#${property}) | ${inTable(entry?.describe ?? '')} | ${inTable(choices(property))} |`;
  });
  const table = ['| property | it holds when | models, levels |', '|---|---|---|', ...rows].join('\n');
  return `${[...OPENING.map(wrapped), table, ...guides.map(section)].join('\n\n')}\n`;
}

function choices(property: string): string {
  const entry = properties.find(({ name }) => name === property);
  return [...(entry?.models ?? []), ...(entry?.levels ?? [])].map((name) => `\`${name}\``).join(', ');
}

function section(guide: PropertyGuide): string {
  const anomalies = guide.anomalies.map(({ type, meaning }) => `| \`${type}\` | ${inTable(meaning)} |`);
  const broken = guide.examples.filter(({ shows }) => shows !== null);
  return [
    `## ${guide.property}`,
    ...guide.about.map(wrapped),
    ['| anomaly | |', '|---|---|', ...anomalies].join('\n'),
    wrapped(`How it is decided: ${sentence(guide.algorithm)}`),
    ...broken.map(example),
    wrapped(`Sources: ${guide.sources.map((source) => source.replace(/\.$/, '')).join('; ')}.`),
  ].join('\n\n');
}

function example(shown: PropertyGuide['examples'][number]): string {
  const { title, shows, lines } = shown;
  const options = exampleWords(shown);
  const withThese = options.length === 0 ? '' : ` (\`${options.join(' ')}\`)`;
  const first = lines.slice(0, MAX_LINES);
  const more = lines.length - first.length;
  const rest = more > 0 ? `\n\nand ${more} lines more in the same manner.` : '';
  return `\`${shows}\`${withThese}: ${title}.\n\n\`\`\`json\n${first.join('\n')}\n\`\`\`${rest}`;
}
