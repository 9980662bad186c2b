/** `npm run bench [-- NAME...]`: measurements, each printed with a baseline of the same run beside it. */
import { inside } from '../harness/cluster/local/enter.js';

interface Bench {
  readonly describe: string;
  readonly run: () => Promise<void>;
}

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  interpreter: () => import('./interpreter.js'),
  clients: () => import('./clients/index.js'),
  history: () => import('./history.js'),
  linearizable: () => import('./linearizable/index.js'),
  properties: () => import('./properties/index.js'),
  transactions: () => import('./transactions/index.js'),
  cluster: () => import('./cluster.js'),
  effects: () => import('./effects.js'),
  faults: () => import('./faults/index.js'),
  leaks: () => import('./leaks/index.js'),
  reference: () => import('./reference/index.js'),
  disk: () => import('./disk/index.js'),
  report: () => import('./report/index.js'),
  targets: () => import('./targets/index.js'),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(64);
}
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  const bench = await benches[name]?.();
  if (bench === undefined) continue;
  if (inside() === null) console.log(`\n${name}: ${bench.describe}`);
  await bench.run();
}
