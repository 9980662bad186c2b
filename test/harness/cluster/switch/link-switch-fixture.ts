/** The switch on a real bridge, put through everything that it promises; prints what was measured. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { type LinkCount, LinkSwitch } from '../../../../harness/cluster/switch/link-switch.js';
import { switchMissing } from '../../../../harness/cluster/switch/missing.js';
import { messageOf } from '../../../../harness/contracts/errors.js';
import type { LinkQuality, LinkTrouble } from '../../../../harness/contracts/trouble.js';
import { BRIDGE, ENDS, quantile, type Stream, sleep, TestBridge } from './bridge.js';

const bridge = await TestBridge.create();
const missing = await switchMissing();
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
};
const delays = async (stream: Stream, lingerMs?: number): Promise<readonly number[]> =>
  (await bridge.stream(stream, lingerMs)).map(({ delayMs }) => delayMs);
const summary = (values: readonly number[]) => ({
  count: values.length,
  median: quantile(values, 0.5),
  low: quantile(values, 0.05),
  high: quantile(values, 0.95),
  least: Math.min(...values),
  most: Math.max(...values),
  middleHalf: quantile(values, 0.75) - quantile(values, 0.25),
});
const link = (from: string, to: string, quality: LinkQuality): LinkTrouble => ({ from, to, quality });
const exact = (ms: number): LinkQuality => ({ delay: { ms, jitterMs: 0, distribution: 'uniform' } });
const probe = { count: 100, everyMs: 3 };

let links: LinkSwitch | undefined;
const startMs = await timed(async () => {
  links = await LinkSwitch.start({ bridge: BRIDGE, seed: 7, ends: ENDS });
});
if (links === undefined) throw new Error('no switch');
const running = links;

const pairs = ENDS.flatMap((from) => ENDS.filter((to) => to !== from).map((to) => ({ from: from.name, to: to.name })));
const clean = summary((await Promise.all(pairs.map((pair) => delays({ ...pair, count: 20, everyMs: 3 })))).flat());
const auditClean = await running.audit();

const changeMs = await timed(() => running.apply([link('n1', 'n2', exact(50))]));
const auditInForce = await running.audit();
const oneWay = {
  there: summary(await delays({ from: 'n1', to: 'n2', ...probe }, 200)),
  there6: summary(await delays({ from: 'n1', to: 'n2', family: 6, ...probe }, 200)),
  back: summary(await delays({ from: 'n2', to: 'n1', ...probe })),
  elsewhere: summary(await delays({ from: 'n1', to: 'n3', ...probe })),
  // SYN-ACK and answer each pass the slow direction once.
  tcpFirstByteMs: (await bridge.fetch('n2', 'n1', 1)).firstByteMs,
  tcp6FirstByteMs: (await bridge.fetch('n2', 'n1', 1, 6)).firstByteMs,
};

await running.apply([link('clients', 'n3', exact(30)), link('n3', 'clients', exact(10))]);
const clients = {
  there: summary(await delays({ from: 'clients', to: 'n3', ...probe }, 100)),
  back: summary(await delays({ from: 'n3', to: 'clients', ...probe }, 100)),
  there6: summary(await delays({ from: 'clients', to: 'n3', family: 6, ...probe }, 100)),
  healed: summary(await delays({ from: 'n1', to: 'n2', ...probe })),
};

await running.apply([link('clients', 'n1', { ...exact(20), rateKbit: 1_000 })]);
const slowClients = summary(await delays({ from: 'clients', to: 'n1', count: 25, everyMs: 1, bytes: 1_000 }, 500));

type Distribution = NonNullable<LinkQuality['delay']>['distribution'];
const jitter = async (distribution: Distribution) => {
  await running.apply([link('n2', 'n3', { delay: { ms: 60, jitterMs: 20, distribution } })]);
  return summary(await delays({ from: 'n2', to: 'n3', count: 600, everyMs: 1 }, 2_000));
};
const jittered = { uniform: await jitter('uniform'), normal: await jitter('normal'), pareto: await jitter('pareto') };

await running.apply([link('n1', 'n2', { duplicate: 0.2, corrupt: 0.3 })]);
const countOf = async (from: string, to: string): Promise<LinkCount> => {
  const none = { frames: 0, bytes: 0, lost: 0, duplicated: 0, corrupted: 0, overflowed: 0 };
  const found = (await running.counts()).find((count) => count.from === from && count.to === to);
  return found ?? { from, to, ...none };
};
const before = await countOf('n1', 'n2');
const spoiled = await bridge.stream({ from: 'n1', to: 'n2', count: 1_000, everyMs: 1, bytes: 301 });
const spoiled6 = await bridge.stream({ from: 'n1', to: 'n2', family: 6, count: 1_000, everyMs: 1, bytes: 300 });
const after = await countOf('n1', 'n2');
const spoiledCount = {
  frames: after.frames - before.frames,
  duplicated: after.duplicated - before.duplicated,
  corrupted: after.corrupted - before.corrupted,
  lost: after.lost,
  overflowed: after.overflowed,
};
const spoil = (arrivals: typeof spoiled) => ({
  copies: arrivals.length,
  distinct: new Set(arrivals.map(({ index }) => index)).size,
  corrupted: arrivals.filter(({ wrongBits }) => wrongBits > 0).length,
  bitsMost: Math.max(...arrivals.map(({ wrongBits }) => wrongBits)),
});
await running.apply([link('n1', 'n2', { corrupt: 0.01 })]);
const corruptStream = await bridge.fetch('n2', 'n1', 5_000_000);

await running.apply([link('n1', 'n2', { ...exact(60), reorder: 0.2 })]);
const inversions = (indices: readonly number[]): number =>
  indices.filter((index, at) => indices.slice(0, at).some((earlier) => earlier > index)).length;
const passed = await bridge.stream({ from: 'n1', to: 'n2', count: 500, everyMs: 1 }, 100);
await running.apply([link('n1', 'n2', { reorder: 0.2 })]);
const passedUndelayed = await bridge.stream({ from: 'n1', to: 'n2', count: 500, everyMs: 1 }, 100);
const reordered = {
  early: passed.filter(({ delayMs }) => delayMs < 30).length,
  late: inversions(passed.map(({ index }) => index)),
  lateUndelayed: inversions(passedUndelayed.map(({ index }) => index)),
  heldBack: passedUndelayed.filter(({ delayMs }) => delayMs >= 5).length,
};

await running.apply([link('n1', 'n2', exact(1)), link('n2', 'n1', exact(1))]);
const framesOf = async (): Promise<number> => (await running.counts()).reduce((sum, { frames }) => sum + frames, 0);
const framesBefore = await framesOf();
const fetched = await bridge.fetch('n2', 'n1', 300_000_000);
const throughput = {
  bytes: fetched.bytes,
  wrongBytes: fetched.wrongBytes,
  megabytesPerSecond: fetched.bytes / 1_000 / fetched.totalMs,
  framesPerSecond: ((await framesOf()) - framesBefore) / (fetched.totalMs / 1_000),
};
const direct = await bridge.fetch('n3', 'n1', 300_000_000);

await running.apply([link('n1', 'n2', exact(400))]);
const held = await bridge.stream({ from: 'n1', to: 'n2', count: 20, everyMs: 1 }, 600, async () => {
  await sleep(100);
  await running.apply([]);
});
const inFlight = summary(held.map(({ delayMs }) => delayMs));
const auditHealed = await running.audit();
const kernelHealed = (await execa('tc', ['qdisc', 'show'])).stdout
  .split('\n')
  .filter((line) => line.includes('clsact'))
  .join();

const changing = await bridge.stream({ from: 'n1', to: 'n2', count: 1_000, everyMs: 1 }, 100, async () => {
  for (let round = 0; round < 20; round += 1) {
    await running.apply(round % 2 === 0 ? [link('n1', 'n2', exact(2)), link('n3', 'n2', exact(1))] : []);
    await sleep(15);
  }
});
const changes = { arrived: changing.length, distinct: new Set(changing.map(({ index }) => index)).size };

const all = pairs.map(({ from, to }) => link(from, to, exact(5)));
const changeAllMs = await timed(() => running.apply(all));
const againMs = await timed(() => running.apply(all));
const healAllMs = await timed(() => running.apply([]));

await running.apply([link('n3', 'n1', exact(3_000))]);
await bridge.stream({ from: 'n3', to: 'n1', count: 24_000, everyMs: 0, bytes: 60 }, 0);
const flooded = await countOf('n3', 'n1');

const [switchPid = 0] = switchPids();
const cpuTicks = (): number => {
  const fields = readFileSync(`/proc/${switchPid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
};
await sleep(3_500);
const ticksBefore = cpuTicks();
await sleep(3_000);
const idleTicks = cpuTicks() - ticksBefore;

process.kill(switchPid, 'SIGKILL');
await sleep(300);
const killed = {
  passes: (await bridge.stream({ from: 'n3', to: 'n1', count: 10, everyMs: 1 })).length,
  audit: await running.audit(),
  apply: await running.apply([link('n1', 'n2', exact(1))]).then(() => null, messageOf),
  counts: await running.counts().then(() => null, messageOf),
  heal: await running.apply([]).then(() => null, messageOf),
};

const second = await LinkSwitch.start({ bridge: BRIDGE, seed: 7, ends: ENDS });
await second.apply([link('n1', 'n2', exact(50))]);
const refused = [
  await second.apply([link('n1', 'n9', exact(1))]).then(() => null, messageOf),
  await second.apply([link('n1', 'n2', exact(1)), link('n1', 'n2', exact(2))]).then(() => null, messageOf),
];
second.close();
second.close();
const healedClosed = await second.apply([]).then(() => null, messageOf);
await sleep(100);
const closed = {
  audit: await second.audit(),
  delay: summary(await delays({ from: 'n1', to: 'n2', ...probe })),
  processes: switchPids().length,
};

const third = await LinkSwitch.start({ bridge: BRIDGE, seed: 7, ends: ENDS });
await third.apply([link('n1', 'n2', exact(1))]);
await execa('ip', ['link', 'set', 'flback', 'down']);
await bridge.stream({ from: 'n1', to: 'n2', count: 1, everyMs: 1 }, 300);
const broken = await third.counts().then(() => null, messageOf);
third.close();

const orphan = fileURLToPath(new URL('./orphan-fixture.ts', import.meta.url));
const controller = spawn(process.execPath, [...process.execArgv, orphan], { stdio: ['ignore', 'pipe', 'inherit'] });
await new Promise((resolve) => controller.stdout.once('data', resolve));
const [orphanPid = 0] = switchPids(controller.pid);
controller.kill('SIGKILL');
const isThere = (): boolean =>
  existsSync(`/proc/${orphanPid}`) && readFileSync(`/proc/${orphanPid}/cmdline`).length > 0;
for (let tries = 0; tries < 100 && isThere(); tries += 1) await sleep(50);
const orphaned = orphanPid === 0 ? 'never there' : isThere() ? 'still there' : 'gone';

await execa('mount', ['-t', 'tmpfs', 'nothing', '/dev/net']);
const missingDevice = await switchMissing();

bridge.close();
const measured = {
  ...{ missing, missingDevice, startMs, changeMs, changeAllMs, againMs, healAllMs, clean, auditClean, auditInForce },
  ...{ auditHealed, kernelHealed, oneWay, clients, slowClients, jittered, spoiled: spoil(spoiled) },
  ...{ spoiled6: spoil(spoiled6), spoiledCount, corruptStream, reordered, throughput, direct, inFlight, changes },
  ...{ flooded, idleTicks, killed, refused, closed, healedClosed, broken, orphaned },
};
/** What it prints. */
export type Measured = typeof measured;
console.log(JSON.stringify(measured));
process.exit(0);

/** Processes of switches that a process, this one unless another is named, has started. */
function switchPids(parent = process.pid): readonly number[] {
  return readdirSync(`/proc/${parent}/task`)
    .flatMap((task) => readFileSync(`/proc/${parent}/task/${task}/children`, 'latin1').trim().split(' '))
    .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('switch/main'))
    .map(Number);
}
