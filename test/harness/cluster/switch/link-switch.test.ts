/** The switch on this machine: what it promises is measured on a real bridge, between real network namespaces. */
import { beforeAll, expect, test } from 'vitest';
import { switchMissing } from '../../../../harness/cluster/switch/missing.js';
import { missingForLocal, runInside } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';
import type { Measured } from './link-switch-fixture.js';

const missing = (await missingForLocal()) ?? (await switchMissing());

/** Six binomial counts are looked at; with 99 % all of them lie within so many deviations of their means. */
const DEVIATIONS_MAX = 3.14;

function expectShare(count: number, share: number, trials: number): void {
  const spread = Math.sqrt(trials * share * (1 - share));
  expect(Math.abs(count - trials * share)).toBeLessThanOrEqual(DEVIATIONS_MAX * spread);
}

/**
 * Of delays, the fastest twentieth is looked at where nothing is left to chance: this machine may be busy with other
 * tests, and what those add is not the switch's.
 */
const near = (ms: number, tolerance: number) => (value: number) => Math.abs(value - ms) <= tolerance;

describePart('local', missing, 'a switch for the links of a local cluster', () => {
  let seen: Measured;
  beforeAll(async () => {
    seen = (await runInside('harness/cluster/switch/link-switch-fixture.ts')) as Measured;
    const { startMs, changeMs, changeAllMs, healAllMs } = seen;
    const { megabytesPerSecond, framesPerSecond } = seen.throughput;
    const figures = { startMs, changeMs, changeAllMs, healAllMs, megabytesPerSecond, framesPerSecond };
    const rounded = Object.entries(figures).map(([name, value]) => `${name} ${Math.round(value)}`);
    console.log(`switch: ${rounded.join(', ')}; delayed by 50 ms: ${JSON.stringify(seen.oneWay.there)}`);
  });

  test('is in nobody’s way while no link is in trouble', () => {
    expect(seen.clean.count).toBe(240);
    expect(seen.clean.low).toBeLessThan(1);
    expect(seen.auditClean).toEqual([]);
  });

  test('delays one direction in both families, and neither the other direction nor other links', () => {
    const { there, there6, back, elsewhere } = seen.oneWay;
    expect([there.count, there6.count, back.count, elsewhere.count]).toEqual([100, 100, 100, 100]);
    expect([there.least, there6.least]).toSatisfy((all: number[]) => all.every((ms) => ms >= 50));
    expect(there.low).toSatisfy(near(50, 5));
    expect(there6.low).toSatisfy(near(50, 5));
    expect(back.low).toBeLessThan(2);
    expect(elsewhere.low).toBeLessThan(2);
  });

  test('delays a connection and its data', () => {
    expect(seen.oneWay.tcpFirstByteMs).toSatisfy(near(100, 20));
    expect(seen.oneWay.tcp6FirstByteMs).toSatisfy(near(100, 20));
  });

  test('delays the clients’ packets, and those to them', () => {
    expect(seen.clients.there.low).toSatisfy(near(30, 3));
    expect(seen.clients.there6.low).toSatisfy(near(30, 3));
    expect(seen.clients.back.low).toSatisfy(near(10, 2));
    expect(seen.clients.healed.low).toBeLessThan(2);
  });

  test('keeps the rate of a delayed link from the clients, whose packets do not reach their queue', () => {
    // 25 datagrams of 1,042 bytes, one each ms, at 1,000 kb/s: the last has waited for all of them, and 20 ms more.
    expect(seen.slowClients.count).toBe(25);
    expect(seen.slowClients.most).toSatisfy(near(20 + (25 * 1_042 * 8) / 1_000 - 24, 40));
  });

  test('jitters as each distribution says', () => {
    const { uniform, normal, pareto } = seen.jittered;
    expect([uniform.count, normal.count, pareto.count]).toEqual([600, 600, 600]);
    // Their shapes are measured in virtual time; here by quartiles, and roughly, because a busy machine adds its own.
    expect(uniform.least).toBeGreaterThanOrEqual(40);
    expect(uniform.median).toSatisfy(near(60, 12));
    expect(uniform.middleHalf).toSatisfy(near(20, 8));
    expect(normal.least).toBeLessThan(40);
    expect(normal.median).toSatisfy(near(60, 12));
    expect(normal.middleHalf).toSatisfy(near(1.349 * 20, 10));
    expect(pareto.least).toBeGreaterThan(60 - 0.5774 * 20 - 0.01);
    expect(pareto.median).toSatisfy(near(60 - 0.2772 * 20, 12));
    expect(pareto.most).toBeGreaterThan(130);
  });

  test('duplicates and corrupts as many as it should, one bit each, and loses none', () => {
    for (const { copies, distinct, corrupted, bitsMost } of [seen.spoiled, seen.spoiled6]) {
      expect(distinct).toBe(1_000);
      expectShare(copies - 1_000, 0.2, 1_000);
      expectShare(corrupted, 0.3, copies);
      expect(bitsMost).toBe(1);
    }
    const { frames, duplicated, corrupted, lost, overflowed } = seen.spoiledCount;
    expect(frames).toBeGreaterThanOrEqual(2_000);
    expect(duplicated).toBeGreaterThanOrEqual(seen.spoiled.copies + seen.spoiled6.copies - 2_000);
    expect(corrupted).toBe(seen.spoiled.corrupted + seen.spoiled6.corrupted);
    expect([lost, overflowed]).toEqual([0, 0]);
  });

  test('lets an application read corrupt bytes from a connection that stays whole', () => {
    expect(seen.corruptStream.bytes).toBe(5_000_000);
    expect(seen.corruptStream.wrongBytes).toBeGreaterThan(5);
    expect(seen.corruptStream.wrongBytes).toBeLessThan(200);
  });

  test('lets packets past those before them, with and without a delay', () => {
    const { early, late, heldBack, lateUndelayed } = seen.reordered;
    expectShare(early, 0.2, 500);
    expect(late).toBeGreaterThan(early);
    // A busy machine can only add to these.
    expect(heldBack).toBeGreaterThanOrEqual(100 - DEVIATIONS_MAX * Math.sqrt(500 * 0.2 * 0.8));
    expect(lateUndelayed).toBeGreaterThan(50);
  });

  test('carries a stream fast, and unspoiled', () => {
    expect(seen.throughput.bytes).toBe(300_000_000);
    expect(seen.throughput.wrongBytes).toBe(0);
    expect(seen.throughput.megabytesPerSecond).toBeGreaterThan(30);
  });

  test('sends on what waits when its link heals, in its time', () => {
    expect(seen.inFlight.count).toBe(20);
    expect(seen.inFlight.least).toBeGreaterThanOrEqual(400);
    expect(seen.inFlight.low).toSatisfy(near(400, 40));
  });

  test('loses and repeats nothing while links fall ill and heal', () => {
    expect(seen.changes).toEqual({ arrived: 1_000, distinct: 1_000 });
  });

  test('leaves nothing in the kernel when all have healed, and its audit knows the difference', () => {
    expect(seen.auditInForce).toEqual(['packets are diverted by a clsact qdisc on port0']);
    expect(seen.auditHealed).toEqual([]);
    expect(seen.kernelHealed).toBe('');
  });

  test('changes every link at once, and applies the same again for nothing', () => {
    expect(seen.changeAllMs).toBeLessThan(500);
    expect(seen.againMs).toBeLessThan(50);
  });

  test('bounds what waits, and counts what it had no room for', () => {
    // A busy machine may lose some before they reach the switch.
    expect(seen.flooded.frames).toBeGreaterThan(17_000);
    expect(seen.flooded.overflowed).toBe(seen.flooded.frames - 16_384);
  });

  test('takes no processor time while it has nothing to do', () => {
    // Of 300 in 3 s: a thread that polls or spins takes a third of them or more, however busy the machine is; one that
    // waits takes a few, for the garbage that was left.
    expect(seen.idleTicks).toBeLessThanOrEqual(30);
  });

  test('says so when its process was killed, heals, and lets packets pass', () => {
    expect(seen.killed.apply).toContain('ended by SIGKILL');
    expect(seen.killed.counts).toContain('ended by SIGKILL');
    expect(seen.killed.heal).toBe(null);
    expect(seen.killed.audit).toEqual([]);
    expect(seen.killed.passes).toBe(10);
  });

  test('ends as a whole, and says why, when one of its threads fails', () => {
    expect(seen.broken).toContain('the writer of the switch failed');
  });

  test('refuses a link that does not exist, and one that is named twice', () => {
    expect(seen.refused).toEqual(['n1>n9 is no link of this cluster', 'n1>n2 is named twice']);
  });

  test('is gone when it is closed, and when its controller was killed', () => {
    expect(seen.closed.audit).toEqual([]);
    expect(seen.healedClosed).toBe(null);
    expect(seen.closed.processes).toBe(0);
    expect(seen.closed.delay.low).toBeLessThan(2);
    expect(seen.orphaned).toBe('gone');
  });

  test('says what it needs where it is not there', () => {
    expect(seen.missing).toBe(null);
    expect(seen.missingDevice).toContain('/dev/net/tun');
  });
});
