/** The reporters for logs and programs, and which one a stream gets. */
import { expect, test } from 'vitest';
import { CLEAN_STATE, foldTroubles } from '../../../../harness/cluster/desired-state.js';
import { wantsColor } from '../../../../harness/report/terminal/colors.js';
import { LEGEND } from '../../../../harness/report/terminal/dot.js';
import { chooseReporter } from '../../../../harness/report/terminal/reporter.js';
import { scheduled, started } from './started.js';

const PAUSE = [{ scheduled: scheduled('pause', 30_000, 5_000), summary: 'n2' }];
const PAUSED = foldTroubles([{ nodes: [{ node: 'n2', paused: 'signal' }] }]);

test('line: a plain line every ten seconds, and nothing else', () => {
  const { screen, clock, progress, workload, operation } = started('line');
  workload(60_000);
  for (let index = 0; index < 300; index += 1) {
    operation('read', index % 3 === 0 ? 'fail' : 'ok', 1e6);
    clock.advance(100);
  }
  progress.faults(PAUSE, PAUSED);
  clock.advance(9_999);
  expect(screen.raw).not.toContain('\x1b');
  expect(screen.shown()).toHaveLength(3);
  expect(screen.shown()[0]).toBe('+10.0s workload 10s of 60s  66 ok, 34 failed, 0 unknown, 6.6 ok/s  faults: none');
  clock.advance(1);
  expect(screen.shown()[3]).toMatch(/faults: pause n2 {2}nodes: n2 paused$/);
});

test('dot: a mark for each second of the workload, and none outside it', () => {
  const { screen, clock, progress, reporter, phase, workload, operation } = started('dot');
  phase('start');
  clock.advance(5_000);
  workload(60_000);
  const second = (isOk: boolean, isPaused: boolean): void => {
    if (isOk) operation('read', 'ok', 1e6);
    progress.faults(isPaused ? PAUSE : [], isPaused ? PAUSED : CLEAN_STATE);
    clock.advance(1_000);
  };
  second(true, false);
  second(false, false);
  second(true, true);
  second(false, true);
  reporter.log('a word');
  for (let count = 0; count < 61; count += 1) second(true, false);
  phase('heal');
  clock.advance(5_000);
  reporter.stop();
  expect(screen.shown()).toEqual([LEGEND, '.-!x', '+9.0s a word', `${'.'.repeat(60)} 60s`, '.']);
  expect(clock.running).toBe(0);
});

test('json: every event is one object a line', () => {
  const { screen, clock, progress, reporter, workload, operation } = started('json');
  workload(60_000);
  operation('read', 'ok', 1e6);
  progress.faults(PAUSE, PAUSED);
  reporter.changed('faults');
  reporter.log('a "word"\nor two');
  clock.advance(2_000);
  const events = screen.shown().map((line): unknown => JSON.parse(line));
  expect(events).toMatchObject([
    { event: 'phase', elapsedMs: 0, phase: 'workload' },
    { event: 'workload', durationMs: 60_000 },
    { event: 'faults', faults: [{ fault: 'pause', summary: 'n2' }] },
    { event: 'log', line: 'a "word"\nor two' },
    {
      event: 'progress',
      elapsedMs: 2_000,
      readings: [{ f: 'read', total: { ok: 1, fail: 0, info: 0 }, inFlight: 0, perSecond: 0.5 }],
    },
  ]);
  expect(JSON.stringify(events[2])).toContain('{"name":"n2","mood":"still","words":"paused"}');
});

test.each([
  [undefined, {}, true, 'live'],
  [undefined, {}, false, 'line'],
  [undefined, { CI: 'true' }, true, 'line'],
  [undefined, { CI: 'false' }, true, 'live'],
  [undefined, { TERM: 'dumb' }, true, 'line'],
  ['live', { CI: 'true' }, true, 'live'],
  ['live', {}, false, 'line'],
  ['dot', {}, true, 'dot'],
  ['json', {}, false, 'json'],
] as const)('asked for %s, with %o, on a terminal: %s, it is %s', (asked, environment, isTerminal, chosen) => {
  expect(chooseReporter(asked, environment, isTerminal)).toBe(chosen);
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  [{ TERM: 'dumb' }, true, false],
])('with %o, on a terminal: %s, colours are wanted: %s', (environment, isTerminal, wanted) => {
  expect(wantsColor(environment, isTerminal)).toBe(wanted);
});
