/** Pauses and stutter: who is stopped, for how long, and that nobody else's stop is undone. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { NodeAgent } from '../../../../harness/cluster/agent/node-agent.js';
import type { Sample } from '../../../../harness/contracts/cluster.js';
import { missingForLocal } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';
import { monotonicNs, type Program, SmallNode, sleep, stateOf } from './small-node.js';

const bad = (samples: readonly Sample[]): readonly Sample[] => samples.filter(({ ok }) => !ok);
const TICKER = ['perl', '-e', '$| = 1; print "tick\\n" while select(undef, undef, undef, 0.005) || 1'];

describePart('local', await missingForLocal(), 'the agent of a node', () => {
  let node: SmallNode;
  let agent: NodeAgent;
  let ticker: Program;
  beforeAll(async () => {
    node = await SmallNode.create(process.getuid?.() !== 0);
    ({ agent } = await node.agent());
    ticker = node.start(TICKER);
    await ticker.line(/tick/);
  });
  afterEach(() => agent.apply({}));
  afterAll(() => {
    agent?.close();
    node?.close();
  });

  test('stops what runs, what is forked and what starts later, and lets it all go on', async () => {
    const forker = node.start(['sh', '-c', 'while :; do sleep 0.001; done']);
    await agent.apply({ paused: 'signal' });
    const later = node.start(TICKER);
    await sleep(200);
    const [before, beforeLater] = [ticker.lines.length, later.lines.length];
    expect(beforeLater).toBeLessThan(40);
    await sleep(100);
    expect([ticker.lines.length, later.lines.length]).toEqual([before, beforeLater]);
    expect(bad(await agent.measure({ paused: 'signal' }))).toEqual([]);
    expect(bad(await agent.measure({}))).toHaveLength(1);
    expect((await agent.audit()).length).toBeGreaterThanOrEqual(3);
    await agent.apply({});
    await Promise.all([ticker, later].map((program) => program.line(/tick/, program.lines.length)));
    expect(bad(await agent.measure({}))).toEqual([]);
    expect(bad(await agent.measure({ paused: 'signal' }))).toHaveLength(1);
    expect(await agent.audit()).toEqual([]);
    forker.end();
    later.end();
  });

  test('never stops what is ours', async () => {
    const ours = node.spawn(TICKER, true);
    await agent.apply({ paused: 'signal' });
    let count = 0;
    ours.stdout.on('data', () => {
      count += 1;
    });
    await sleep(100);
    expect(count).toBeGreaterThan(5);
    ours.kill('SIGKILL');
  });

  test('leaves a program stopped that somebody else had stopped, though the clock is changed and a pause ends', async () => {
    const stopped = node.start(TICKER);
    await stopped.line(/tick/);
    process.kill(stopped.outsidePid(), 'SIGSTOP');
    await expect.poll(() => stateOf(stopped.outsidePid())).toBe('T');
    await agent.apply({ paused: 'signal' });
    await agent.apply({ clock: { realtime: { offsetNs: 1e9, ratePpm: 0, baseNs: monotonicNs() } } });
    await agent.apply({});
    await sleep(60);
    expect(stateOf(stopped.outsidePid())).toBe('T');
    stopped.end();
  });

  test('stops for a part of the time again and again', async () => {
    const condition = { stutter: { pauseMs: 30, everyMs: 60 } };
    await agent.apply(condition);
    await expect.poll(async () => bad(await agent.measure(condition)), { timeout: 5_000 }).toEqual([]);
    expect(bad(await agent.measure({ stutter: { pauseMs: 5, everyMs: 60 } }))).toHaveLength(1);
    await agent.apply({});
    expect(stateOf(ticker.outsidePid())).not.toBe('T');
    expect(bad(await agent.measure({}))).toEqual([]);
  });

  test('pauses a stutter, and the stutter goes on', async () => {
    const stutter = { pauseMs: 30, everyMs: 60 };
    await agent.apply({ stutter });
    await agent.apply({ stutter, paused: 'signal' });
    await sleep(50);
    const before = ticker.lines.length;
    await sleep(100);
    expect(ticker.lines.length).toBe(before);
    await agent.apply({ stutter });
    await ticker.line(/tick/, before);
    await expect.poll(async () => bad(await agent.measure({ stutter })), { timeout: 5_000 }).toEqual([]);
  });

  test('refuses a stutter that never lets go', async () => {
    await expect(agent.apply({ stutter: { pauseMs: 20, everyMs: 20 } })).rejects.toMatchObject({ code: 'stutter' });
  });

  test('pauses in a few milliseconds', async () => {
    const took: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const begin = performance.now();
      await agent.apply({ paused: 'signal' });
      took.push(performance.now() - begin);
      await agent.apply({});
    }
    took.sort((left, right) => left - right);
    expect(took[10]).toBeLessThan(5);
  });
});
