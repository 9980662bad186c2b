/** docs/history-format.md: how a history is written, with the words of every property and an example of each. */
import type { PropertyGuide } from '../harness/contracts/checker.js';
import { exampleWords } from './guides.js';
import { inTable, wrapped } from './markdown.js';

const OPENING = `# The format of a history

<!-- Written by \`npm run docs\` from checkers/: change the properties, not this page. -->

A history is NDJSON: one event a line, in the order in which they happened. Any language can write one, and
\`faultline check history.ndjson --property NAME\` judges it.

| key | |
|---|---|
| \`process\` | a number: who did it, one thing after the other. \`"nemesis"\` for faults |
| \`type\` | \`invoke\`, and then \`ok\` (it happened), \`fail\` (it surely had no effect) or \`info\` (nobody knows) |
| \`f\` | what was done: a word of the property's |
| \`value\` | with what; of \`ok\`: what was answered |
| \`time\` | nanoseconds since the beginning. Left out of all: nothing is concluded from the order of different processes |
| \`index\` | the place in the history; may be left out |
| \`error\`, \`node\`, \`intendedTime\` | why it failed; through which node; when it was meant to be asked. May be left out |

Unknown keys are ignored. An operation that is never answered is of unknown outcome, as with \`info\`; after that its
process does nothing more, and whoever goes on is a new process. A timeout is never a failure.

In a keyed history (\`--keyed\`) every value is \`[key, value]\`, and each key is judged apart.

Faults are events of the process \`"nemesis"\`, of type \`info\`, with the value
\`{"fault", "id", "phase", "victims", "majority"}\`: \`inject\` (it is about to come), \`injected\`, \`verified\` (it was measured to be
in force), \`heal\`, \`healed\`, or \`skipped\` (there was nobody to do it to). \`majority\` names the nodes of a majority that all
faults in force leave untouched and mutually connected; none where they do not. An event \`final-reads\` of the same process
says that from there on the workload only reads the final state: what was read before it is not what there is in the end.

\`\`\`json
{"process":"nemesis","type":"info","f":"partition","value":{"fault":"partition","id":"f1","victims":["n1"],"phase":"verified","majority":["n2","n3"]},"time":5000000000}
\`\`\``;

const LIVENESS = wrapped(
  'It has no words of its own: whatever the clients did is judged, together with the events of faults.',
);

/** The page, in Markdown. */
export function historyGuide(guides: readonly PropertyGuide[]): string {
  return `${[OPENING, ...guides.map(section)].join('\n\n')}\n`;
}

function section({ property, vocabulary, examples }: PropertyGuide): string {
  const rows = vocabulary.map(
    ({ f, asked, ok, fail = '', meaning }) =>
      `| \`${f}\` | \`${inTable(asked)}\` | \`${inTable(ok)}\` | ${inTable(fail)} | ${inTable(meaning)} |`,
  );
  const table = ['| `f` | asked | `ok` | `fail` | |', '|---|---|---|---|---|', ...rows].join('\n');
  const held = examples.find(({ shows }) => shows === null);
  const broken = examples.find(({ shows }) => shows !== null);
  return [
    `## ${property}`,
    vocabulary.length === 0 ? LIVENESS : table,
    ...(held === undefined ? [] : [`${commandOf(property, held)} holds of this (${held.title}):`, block(held)]),
    ...(broken === undefined
      ? []
      : [`${commandOf(property, broken)} finds \`${broken.shows}\` in this (${broken.title}):`, block(broken)]),
  ].join('\n\n');
}

type Example = PropertyGuide['examples'][number];

function commandOf(property: string, example: Example): string {
  return `\`${['faultline check history.ndjson --property', property, ...exampleWords(example)].join(' ')}\``;
}

function block({ lines }: Example): string {
  return `\`\`\`json\n${lines.join('\n')}\n\`\`\``;
}
