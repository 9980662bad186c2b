/** Goes on comparing the checkers with brute force where the tests stop: millions of tiny histories of every model. */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { agreement as linearizableAgreement } from '../checkers/linearizable/agreement.js';
import { cases as models } from '../checkers/linearizable/cases.js';
import { agreement as transactionsAgreement } from '../checkers/transactions/agreement.js';
import { tinyTransactions } from '../checkers/transactions/tiny.js';

/** What is compared, how, and under which name an outcome is counted. */
interface Case {
  readonly name: string;
  readonly property: (count: (outcome: string) => void) => fc.IAsyncProperty<[unknown]>;
}

const cases: readonly Case[] = [
  ...models.map((each) => ({
    name: each.name,
    property: (count: (outcome: string) => void) =>
      fc.asyncProperty(each.histories, async (tiny) => count(await linearizableAgreement(each, tiny))),
  })),
  ...['lists', 'registers'].map((name) => ({
    name: `transactions of ${name}`,
    property: (count: (outcome: string) => void) =>
      fc.asyncProperty(tinyTransactions(name === 'lists'), async (tiny) => {
        const levels = await transactionsAgreement(tiny);
        if (typeof levels === 'string') count(levels);
        else count(levels.includes('strict-serializable') ? 'valid' : 'broken');
      }),
  })),
];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string', default: '' },
  },
});
const chosen = cases.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) {
  console.error(`no case's name has "${values.only}" in it; there are ${cases.map(({ name }) => name).join(', ')}`);
  process.exit(64);
}
const runsEach = Math.ceil(Number(values.runs) / chosen.length);
console.log(
  `${runsEach.toLocaleString('en')} histories of each of ${chosen.length} models and kinds of transactions, seed ${values.seed}`,
);
const began = performance.now();
let total = 0;
for (const each of chosen) {
  const seen = { valid: 0, broken: 0, 'nothing to judge': 0 };
  const property = each.property((outcome) => {
    seen[outcome as keyof typeof seen] += 1;
  });
  const result = await fc.check(property, { numRuns: runsEach, seed: Number(values.seed) });
  total += result.numRuns;
  console.log(
    `${each.name}: ${result.numRuns.toLocaleString('en')} histories, ${seen.valid.toLocaleString('en')} valid, ${seen.broken.toLocaleString('en')} broken, ${seen['nothing to judge'].toLocaleString('en')} with nothing to judge`,
  );
  if (result.failed) {
    console.log(fc.defaultReportMessage(result));
    console.log(`again: npm run fuzz -- --only '${each.name}' --seed ${values.seed} --runs ${runsEach}`);
    process.exit(1);
  }
}
const seconds = (performance.now() - began) / 1e3;
console.log(`${total.toLocaleString('en')} histories in ${seconds.toFixed(0)} s: no disagreement`);
