/** The clock of a node: hammered while it changes, inherited, and right for whatever starts later. */

import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { NodeAgent } from '../../../../harness/cluster/agent/node-agent.js';
import type { Sample } from '../../../../harness/contracts/cluster.js';
import type { ClockTrouble, NodeCondition } from '../../../../harness/contracts/trouble.js';
import { missingForLocal } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';
import { buildHammer, compiler, sum } from './hammer.js';
import { monotonicNs, SmallNode, sleep } from './small-node.js';

const missing = await missingForLocal();

/** Prints realtime minus the kernel's realtime, and the same of monotonic, in seconds. */
const READER = `
use Time::HiRes qw(clock_gettime); $| = 1;
sub kernel { my $t = "\\0" x 16; syscall(228, $_[0], $t); my ($s, $n) = unpack "q2", $t; $s + $n / 1e9 }
sub look { print sprintf("%.3f %.3f\\n", clock_gettime(0) - kernel(0), clock_gettime(1) - kernel(1)) =~ s/-(0\\.000)/$1/gr }
`;
const ahead = (seconds: number, ratePpm = 0): ClockTrouble => ({
  realtime: { offsetNs: seconds * 1e9, ratePpm, baseNs: monotonicNs() },
});
const bad = (samples: readonly Sample[]): readonly Sample[] => samples.filter(({ ok }) => !ok);

const noWay = missing ?? (process.arch === 'x64' ? null : 'only x86-64 has been tried');

for (const user of process.getuid?.() === 0 ? [false, true] : [true]) {
  describePart('local', noWay, `the clock of a node${user ? ' in a user namespace' : ''}`, () => {
    let node: SmallNode;
    let agent: NodeAgent;
    beforeAll(async () => {
      node = await SmallNode.create(user);
      ({ agent } = await node.agent());
    });
    afterEach(() => agent.apply({}));
    afterAll(() => {
      agent?.close();
      node?.close();
    });

    test('can be changed here', () => {
      expect(agent.refusals).toEqual([]);
    });

    describePart('compiler', compiler === null ? 'there is no C compiler' : null, 'as a C program hammers it', () => {
      test.each([
        ['dynamic', []],
        ['static', ['-static']],
      ])('is never wrong for four threads of a %s program while it jumps', async (_, flags) => {
        const path = await buildHammer(flags);
        const hammer = node.start([path, '0', '60', '86400', '-3600']);
        await hammer.line(/^\d/);
        for (let round = 0; round < 120; round += 1) {
          const seconds = [60, 86400, -3600, 0][round % 4] ?? 0;
          await agent.apply(round % 8 === 7 ? {} : { clock: ahead(seconds) });
          await sleep(round % 7);
        }
        await sleep(60);
        const seen = sum(hammer.lines);
        hammer.end();
        rmSync(dirname(path), { recursive: true });
        expect(seen).toMatchObject({ wrong: 0, monotonicBack: 0 });
        expect(seen.calls).toBeGreaterThan(10_000);
        expect(seen.realtimeBack).toBeGreaterThan(0);
      });

      test('never steps back while it drifts, monotonic not even when that changes', async () => {
        const path = await buildHammer();
        const hammer = node.start([path]);
        await hammer.line(/^\d/);
        for (const ratePpm of [-900_000, 500, 2_000_000, -100, 300_000, 0]) {
          const line = { offsetNs: 0, ratePpm, baseNs: monotonicNs() };
          await agent.apply(ratePpm === 0 ? {} : { clock: { realtime: line, monotonic: line } });
          // Lines that were being written during the change, or are on their way, are the change's.
          const from = hammer.lines.length + 5;
          await expect.poll(() => hammer.lines.length, { timeout: 5_000 }).toBeGreaterThan(from + 3);
          expect(sum(hammer.lines.slice(from))).toMatchObject({ realtimeBack: 0, monotonicBack: 0, wrong: 0 });
        }
        expect(sum(hammer.lines).monotonicBack).toBe(0);
        hammer.end();
        rmSync(dirname(path), { recursive: true });
      });
    });

    test('jumps in realtime alone, for programs that run, that are forked, that are executed, and that start later', async () => {
      const running = node.start(['perl', '-e', `${READER} look() while select(undef, undef, undef, 0.02) || 1`]);
      const forking = `${READER} $SIG{CHLD} = "IGNORE"; while (1) { unless (fork) { look(); exit } select(undef, undef, undef, 0.02) }`;
      const forked = node.start(['perl', '-e', forking]);
      const waiting = node.start([
        'sh',
        '-c',
        'echo here; read go; exec perl -e "$0"',
        `${READER} while (1) { look(); select(undef, undef, undef, 0.01) }`,
      ]);
      await Promise.all([running.line(/^0\.000 0\.000/), forked.line(/^0\.000 0\.000/), waiting.line(/here/)]);
      await agent.apply({ clock: ahead(60) });
      await Promise.all([running, forked].map((program) => program.line(/^60\.00\d 0\.000$/, program.lines.length)));
      const later = node.start(['perl', '-e', `${READER} while (1) { look(); select(undef, undef, undef, 0.01) }`]);
      waiting.process.stdin.write('go\n');
      await Promise.all([later, waiting].map((program) => program.line(/^60\.00\d 0\.000$/)));
      // A hundred milliseconds are ten looks.
      for (const { lines } of [later, waiting])
        expect(lines.filter((line) => /^0\.000/.test(line)).length).toBeLessThan(10);
      expect(bad(await agent.measure({ clock: ahead(60) }))).toEqual([]);
      expect(bad(await agent.measure({})).length).toBeGreaterThan(0);
      expect(await agent.audit()).toHaveLength(1);
      await agent.apply({});
      await Promise.all(
        [running, forked, later].map((program) => program.line(/^0\.000 0\.000$/, program.lines.length)),
      );
      expect(bad(await agent.measure({}))).toEqual([]);
      expect(await agent.audit()).toEqual([]);
      for (const program of [running, forked, later, waiting]) program.end();
    });

    test.each([-500_000, 100_000, 1_000_000])('gains %d per million, within one per cent', async (ratePpm) => {
      const condition = { clock: ahead(5, ratePpm) };
      await agent.apply(condition);
      // Halfway through the reading, give or take its uncertainty.
      const read = async () => {
        const before = monotonicNs();
        const { offsetNs, uncertaintyNs } = (await agent.readClock()) ?? { offsetNs: Number.NaN, uncertaintyNs: 0 };
        return { offsetNs, uncertaintyNs, at: before + uncertaintyNs };
      };
      const first = await read();
      await sleep(1_000);
      const second = await read();
      const expected = ((second.at - first.at) * ratePpm) / 1e6;
      const doubt = 2 * (first.uncertaintyNs + second.uncertaintyNs);
      expect(Math.abs(second.offsetNs - first.offsetNs - expected)).toBeLessThan(Math.abs(expected) * 0.01 + doubt);
      expect(bad(await agent.measure(condition))).toEqual([]);
    });

    test('stands still in monotonic until real time has caught up with what it had gained', async () => {
      const reader = node.start(['perl', '-e', `${READER} look() while select(undef, undef, undef, 0.01) || 1`]);
      await reader.line(/^0/);
      await agent.apply({ clock: { monotonic: { offsetNs: 0, ratePpm: 1e6, baseNs: monotonicNs() } } });
      await reader.line(/ 0\.2/);
      await agent.apply({});
      const gained = (await agent.readClock())?.monotonicOffsetNs ?? 0;
      expect(gained).toBeGreaterThan(0.1e9);
      expect(bad(await agent.measure({}))).toEqual([]);
      await reader.line(/^0\.000 0\.000$/, reader.lines.length);
      expect(bad(await agent.measure({}))).toEqual([]);
      reader.end();
    });

    test('begins at once for a program that starts while monotonic runs slow: it never saw the time before', async () => {
      await agent.apply({ clock: { monotonic: { offsetNs: 0, ratePpm: -500_000, baseNs: monotonicNs() } } });
      await sleep(600);
      const later = node.start([
        'perl',
        '-e',
        `${READER} while (1) { printf "%.3f\\n", clock_gettime(1); select(undef, undef, undef, 0.01) }`,
      ]);
      await later.line(/\d/);
      await sleep(400);
      const readings = later.lines.map(Number);
      expect(readings.every((value, index) => index === 0 || value >= (readings[index - 1] ?? 0))).toBe(true);
      expect((readings.at(-1) ?? 0) - (readings[0] ?? 0)).toBeGreaterThan(0.15);
      later.end();
    });

    test('strobes: every other time it is ahead', async () => {
      const condition: NodeCondition = { clock: { strobe: { offsetNs: 5e9, everyMs: 20 } } };
      await agent.apply(condition);
      const ahead: number[] = [];
      for (let look = 0; look < 60; look += 1) {
        ahead.push(Math.round(((await agent.readClock())?.offsetNs ?? Number.NaN) / 1e9));
        await sleep(3);
      }
      expect(new Set(ahead)).toEqual(new Set([0, 5]));
      expect(bad(await agent.measure(condition))).toEqual([]);
    });

    test('changes when it shows a full second, if asked to', async () => {
      const loop =
        'while (1) { my $k = kernel(0); my $c = clock_gettime(0); printf "%.6f %.0f %.6f\\n", $k, $c - kernel(0), kernel(0) }';
      const reader = node.start(['perl', '-e', `${READER} ${loop}`]);
      await reader.line(/\d/);
      await agent.apply({ clock: { ...ahead(7), atFullSecond: true } });
      await reader.line(/ 7 /);
      const looks = reader.lines.map((line) => line.split(' ').map(Number));
      reader.end();
      const changed = looks.findIndex(([, off]) => off === 7);
      const second = Math.round(looks[changed]?.[0] ?? 0);
      expect(looks.slice(0, changed).every(([from = 0, off]) => off === 0 && from <= second)).toBe(true);
      expect(looks[changed]?.[2]).toBeGreaterThanOrEqual(second);
    });

    test('is changed in a program that is stopped, which stays so', async () => {
      const reader = node.start(['perl', '-e', `${READER} look() while select(undef, undef, undef, 0.02) || 1`]);
      await reader.line(/^0/);
      await agent.apply({ paused: 'signal' });
      const condition: NodeCondition = { paused: 'signal', clock: ahead(3600) };
      await agent.apply(condition);
      const silent = reader.lines.length;
      await sleep(100);
      expect(reader.lines.length - silent).toBeLessThan(2);
      expect(bad(await agent.measure(condition))).toEqual([]);
      await agent.apply({ clock: condition.clock! });
      await reader.line(/^3600/, silent);
      reader.end();
    });
  });
}
