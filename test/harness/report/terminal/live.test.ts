/** The live status on a terminal that remembers, in time that is moved by hand. */
import { expect, test } from 'vitest';
import { CLEAN_STATE, foldTroubles } from '../../../../harness/cluster/desired-state.js';
import { scheduled, started } from './started.js';

test('one window says where the run is, how fast it goes, what is wrong and what comes next', () => {
  const partition = scheduled('partition', 4_000, 20_000);
  const schedule = [partition, scheduled('kill', 30_000, 5_000), scheduled('pause', 30_000, 5_000)];
  const { screen, clock, progress, reporter, phase, workload, operation } = started('live', { schedule });
  phase('provision');
  clock.advance(1_000);
  workload(60_000);
  for (let index = 0; index < 400; index += 1) {
    operation('read', 'ok', 2e6);
    clock.advance(10);
  }
  operation('write', 'info', 5e9);
  operation('write', 'fail', 1e6);
  progress.began('write');
  const cuts = ['n3', 'n4', 'n5'].flatMap((far) =>
    ['n1', 'n2'].flatMap((near) => [
      { from: near, to: far },
      { from: far, to: near },
    ]),
  );
  progress.faults([{ scheduled: partition, summary: 'n1 n2 | n3 n4 n5' }], foldTroubles([{ cuts }]));
  reporter.changed('faults');
  clock.advance(11_000);
  expect(screen.shown()).toEqual([
    'etcd register --on local --seed 7',
    expect.stringMatching(/^ {2}█{6}░{18} 15s of 60s, 45s left$/),
    '  ✓ provision  ✓ start  ▸ workload  heal  recover  final reads  collect  check  report',
    '  ! partition n1 n2 | n3 n4 n5 for 11s, 9s left',
    '  next: kill and pause in 15s',
    '  ╱ n1 cut off  ╱ n2 cut off  ╱ n3 partly cut  ╱ n4 partly cut  ╱ n5 partly cut',
    expect.stringMatching(/^ +ok\/s +p50 +p99 +in flight +ok +failed +unknown$/),
    expect.stringMatching(/^ {2}read +0 +– +– +0 +400 +0 % +0 %$/),
    expect.stringMatching(/^ {2}write +0 +– +– +1 +0 +50 % +50 %$/),
  ]);
});

test('rate and latency are of the last seconds, not of the whole run', () => {
  const { screen, clock, workload, operation } = started('live');
  workload(60_000);
  for (let index = 0; index < 200; index += 1) {
    operation('read', 'ok', 2e6);
    clock.advance(10);
  }
  expect(screen.shown().at(-1)).toMatch(/read +100 +2\.\d+ ms/);
  for (let index = 0; index < 20; index += 1) {
    operation('read', 'ok', 300e6);
    clock.advance(100);
  }
  expect(screen.shown().at(-1)).toMatch(/read +10 +(29|30|31)\d ms/);
  clock.advance(4_000);
  expect(screen.shown().at(-1)).toMatch(/read +0 +– +– /);
});

test('log lines stay above the window, which stays one', () => {
  const { screen, clock, reporter, workload } = started('live', { nodes: 0 });
  workload(60_000);
  for (let line = 0; line < 50; line += 1) {
    reporter.log(`line ${line}`);
    clock.advance(500);
  }
  const shown = screen.shown();
  expect(shown.filter((line) => line.includes('line '))).toHaveLength(50);
  expect(shown.filter((line) => line.includes('--seed 7'))).toHaveLength(1);
  expect(shown.at(-3)).toContain('--seed 7');
  expect(shown.at(-1)).toContain('▸ workload');
});

test.each([20, 30, 60, 80])(
  'at %i columns no line is wider than the terminal, or it could not be erased',
  (columns) => {
    const { screen, clock, progress, reporter, workload, operation } = started('live', { columns, color: true });
    workload(60_000);
    operation('read', 'ok', 1e6);
    progress.faults([{ scheduled: scheduled('partition', 0, 9e3), summary: '分断'.repeat(30) }], CLEAN_STATE);
    reporter.changed('faults');
    clock.advance(5_000);
    expect(screen.shown().length).toBeGreaterThan(5);
    for (const line of screen.shown()) {
      const wide = [...line].filter((character) => character > '\u2e80').length;
      expect([...line].length + wide).toBeLessThanOrEqual(columns - 1);
    }
  },
);

test('at 60 columns what matters most is still there', () => {
  const { screen, clock, workload, operation } = started('live', { columns: 60 });
  workload(60_000);
  for (let index = 0; index < 100; index += 1) {
    operation('read', 'ok', 1e6);
    clock.advance(100);
  }
  expect(screen.shown()).toEqual([
    'etcd register --on local --seed 7',
    expect.stringMatching(/ 10s of 60s, 50s left$/),
    '  ▸ workload  (3 of 9)',
    '  ● n1 up  ● n2 up  ● n3 up  ● n4 up  ● n5 up',
    expect.stringMatching(/ok\/s +p50 +p99 +failed +unknown$/),
    expect.stringMatching(/^ {2}read +10 +1\.\d\d ms +1\.\d\d ms +0 % +0 %$/),
  ]);
});

test('it stays lower than the terminal, however many faults, nodes and kinds of operations there are', () => {
  for (const [rows, most] of [
    [40, 26],
    [10, 9],
  ] as const) {
    const { screen, clock, progress, workload, operation } = started('live', { rows, nodes: 100 });
    workload(60_000);
    for (let index = 0; index < 100; index += 1) operation(`f${index}`, 'ok', 1e6);
    const faults = Array.from({ length: 40 }, (_, at) => ({ scheduled: scheduled('kill', at, 5), summary: 'n1' }));
    progress.faults(faults, foldTroubles([{ nodes: [{ node: 'n7', down: 'killed' }] }]));
    clock.advance(3_000);
    const shown = screen.shown();
    expect(shown.length).toBeLessThanOrEqual(most);
    if (rows === 10) continue;
    expect(shown.join('\n')).toContain('34 more faults');
    expect(shown).toContain('  ● 99 up  ✗ n7 killed');
  }
});

test('it is gone when the run is, and its clock has stopped', () => {
  const { screen, clock, reporter, phase } = started('live');
  reporter.log('kept');
  reporter.stop();
  reporter.stop();
  clock.advance(60_000);
  phase('report');
  expect(screen.shown()).toEqual(['+0.0s kept']);
  expect(clock.running).toBe(0);
});

test('what a history says cannot move the cursor', () => {
  const { screen, progress, reporter } = started('live');
  progress.faults([{ scheduled: scheduled('kill', 0, 1), summary: 'n1\x1b[2J\r\x07' }], CLEAN_STATE);
  reporter.changed('faults');
  reporter.log('evil \x1b[999A line, \x1b[1mbold\x1b[22m');
  for (const command of ['\x1b[2J', '\x1b[999A', '\r', '\x07']) expect(screen.raw).not.toContain(command);
  expect(screen.raw).toContain('\x1b[1mbold\x1b[22m');
});

test('colours are there when they are wanted, and not when not', () => {
  for (const color of [true, false]) {
    const { screen, phase } = started('live', { color });
    phase('heal');
    expect(screen.raw.includes('\x1b[36m')).toBe(color);
  }
});
