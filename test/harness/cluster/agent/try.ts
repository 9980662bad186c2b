import { monotonicNs, SmallNode, sleep } from './small-node.js';

const user = process.argv[2] === 'user';
const node = await SmallNode.create(user);
const p = node.start([
  'perl',
  '-MTime::HiRes=sleep,time,clock_gettime',
  '-e',
  '$|=1; while(1){ printf "%.4f %.4f\n", time, clock_gettime(1); sleep 0.2 }',
]);
const t0 = performance.now();
const { agent, agentProcess } = await node.agent();
agentProcess.stderr.on('data', (d) => console.log('ERR', String(d)));
console.log('start ms', performance.now() - t0, [...agent.capabilities], agent.refusals);
const timed = async (l: string, c: Parameters<typeof agent.apply>[0]) => {
  const t = performance.now();
  await agent.apply(c);
  console.log(l, (performance.now() - t).toFixed(2));
};
const m = async (c: Parameters<typeof agent.apply>[0]) =>
  console.log(
    (await agent.measure(c))
      .map((s) => `${s.ok ? 'ok' : 'NOT'} ${s.subject}: ${s.expected} | ${s.measured}`)
      .join('\n'),
    await agent.audit(),
  );
await m({});
const c1 = { clock: { realtime: { offsetNs: 60e9, ratePpm: 0, baseNs: monotonicNs() } } };
await timed('first +60', c1);
await m(c1);
const c2 = {
  clock: {
    realtime: { offsetNs: -60e9, ratePpm: 100000, baseNs: monotonicNs() },
    monotonic: { offsetNs: 0, ratePpm: 500000, baseNs: monotonicNs() },
  },
};
await timed('change', c2);
await m(c2);
await sleep(300);
await m(c2);
console.log(await agent.readClock());
await timed('clear', {});
await m({});
await sleep(400);
await m({});
const c3 = { paused: 'signal' as const };
await timed('pause', c3);
await m(c3);
await timed('unpause', {});
await m({});
const c4 = { stutter: { pauseMs: 10, everyMs: 40 } };
await timed('stutter', c4);
await m(c4);
const c5 = { scheduling: { renewMs: 50, seed: 7 } };
await timed('scheduling', c5);
await m(c5);
await m(c5);
const c6 = { clock: { strobe: { offsetNs: 5e9, everyMs: 20 } } };
await timed('strobe', c6);
await m(c6);
await m(c6);
const c7 = { clock: { realtime: { offsetNs: 10e9, ratePpm: 0, baseNs: monotonicNs() }, atFullSecond: true as const } };
await timed('full', c7);
await m(c7);
await timed('clear', {});
await m({});
console.log(p.lines.slice(-3));
agent.close();
node.close();
