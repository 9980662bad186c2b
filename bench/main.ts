/** `npm run bench [-- NAME...]`: measurements, each printed with a baseline of the same run beside it. */

interface Bench {
  readonly describe: string;
  readonly run: () => Promise<void>;
}

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  interpreter: () => import('./interpreter.js'),
  history: () => import('./history.js'),
  linearizable: () => import('./linearizable.js'),
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
  console.log(`\n${name}: ${bench.describe}`);
  await bench.run();
}
