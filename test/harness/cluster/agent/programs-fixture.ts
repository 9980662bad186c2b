/** Programs in several languages on one node, skewed by an hour while they run; prints how far off each then is, in seconds. */
import { findProgram, inside } from '../../../../harness/cluster/local/enter.js';
import { monotonicNs, type Program, SmallNode, sleep } from './small-node.js';

const LOOPS: Readonly<Record<string, readonly string[]>> = {
  node: [process.execPath, '-e', 'setInterval(() => console.log(Date.now() / 1000), 20)'],
  perl: ['perl', '-e', '$| = 1; print time, "\\n" while select(undef, undef, undef, 0.02) || 1'],
  python3: ['python3', '-uc', 'import time\nwhile True: print(time.time()); time.sleep(0.02)'],
};

const node = await SmallNode.create(false);
const { agent } = await node.agent();
const programs = new Map<string, Program>();
for (const [name, command] of Object.entries(LOOPS)) {
  if (findProgram(command[0] ?? '') !== null || name === 'node') programs.set(name, node.start(command));
}
await new Promise((resolve) => node.spawn(['ip', 'link', 'set', 'lo', 'up']).once('exit', resolve));
const etcd = node.start(['etcd', '--data-dir', `${inside()?.space}/etcd`, '--logger', 'zap']);
const first = await Promise.all([...programs.values()].map((program) => program.line(/^\d/)));
const begun = await etcd.line(/serving client traffic insecurely/);
const clock = { realtime: { offsetNs: 3600e9, ratePpm: 0, baseNs: monotonicNs() } };
const begin = performance.now();
await agent.apply({ clock });
const applyMs = performance.now() - begin;
await sleep(200);
const off: Record<string, number> = {};
const since = Date.now() / 1000;
for (const [name, { lines }] of programs) off[name] = Math.round((Number(lines.at(-1)) - since) / 10) * 10;
const before = etcd.lines.length;
process.kill(etcd.outsidePid(), 'SIGTERM');
const last = await etcd.line(/"received signal/, before);
const stamp = (line: string): number => Date.parse(/"ts":"([^"]+)"/.exec(line)?.[1] ?? '') / 1000;
off['etcd'] = Math.round((stamp(last) - Date.now() / 1000) / 10) * 10;
const samples = await agent.measure({ clock });
const early = Math.round((stamp(begun) - Date.now() / 1000) / 10) * 10;
agent.close();
node.close();
console.log(JSON.stringify({ off, early, applyMs, started: first.length, bad: samples.filter(({ ok }) => !ok) }));
process.exit(0);
