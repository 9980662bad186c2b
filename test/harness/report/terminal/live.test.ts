/** The live status on a terminal that remembers, in time that is moved by hand. */
import { describe, expect, test } from 'vitest';
import { LiveStatus } from '../../../../harness/report/terminal/live.js';
import { Clock, Screen } from './screen.js';

function started(options: { readonly isTerminal?: boolean; readonly columns?: number; readonly color?: boolean } = {}) {
  const { isTerminal = true, columns = 120, color = false } = options;
  const [screen, clock] = [new Screen(), new Clock()];
  const live = new LiveStatus({
    write: screen.write,
    isTerminal,
    columns: () => columns,
    color,
    title: 'etcd register --on local --seed 7',
    nowMs: clock.now,
    every: clock.every,
  });
  return { screen, clock, live };
}

describe('on a terminal', () => {
  test('one window says where the run is, how fast it goes and what is wrong', () => {
    const { screen, clock, live } = started();
    live.phase('provision');
    clock.advance(1_000);
    live.phase('workload');
    live.workloadStarted(60_000);
    for (let index = 0; index < 400; index += 1) {
      live.operation('read', 'ok', 2e6);
      clock.advance(10);
    }
    live.operation('write', 'info', 5e9);
    live.operation('write', 'fail', 1e6);
    live.faults([{ fault: 'partition', summary: 'n1 n2 | n3 n4 n5', sinceMs: clock.ms }]);
    clock.advance(11_000);
    const [title, phases, ...rest] = screen.shown();
    expect(title).toMatch(/^etcd register --on local --seed 7 {2}█+░+ 15s\/60s$/);
    expect(phases).toContain('✓ provision  ✓ start  ▸ workload  heal');
    expect(rest[0]).toMatch(/^ {2}read .* 400 ok {2}0 failed {2}0 unknown$/);
    expect(rest[1]).toMatch(/^ {2}write .* 0 ok {2}1 failed {2}1 unknown$/);
    expect(rest[2]).toBe('  ! partition n1 n2 | n3 n4 n5 for 11s');
  });

  test('rate and latency are of the last seconds, not of the whole run', () => {
    const { screen, clock, live } = started();
    for (let index = 0; index < 200; index += 1) {
      live.operation('read', 'ok', 2e6);
      clock.advance(10);
    }
    expect(screen.shown()[2]).toMatch(/100 ok\/s +p50 2\.\d+ ms/);
    for (let index = 0; index < 20; index += 1) {
      live.operation('read', 'ok', 300e6);
      clock.advance(100);
    }
    expect(screen.shown()[2]).toMatch(/ 10 ok\/s +p50 (29|30|31)\d ms/);
    clock.advance(4_000);
    expect(screen.shown()[2]).toMatch(/ 0 ok\/s +p50 – +p99 – /);
  });

  test('log lines stay above the window, which stays one', () => {
    const { screen, clock, live } = started();
    live.phase('workload');
    for (let line = 0; line < 50; line += 1) {
      live.log(`line ${line}`);
      clock.advance(500);
    }
    const shown = screen.shown();
    expect(shown.filter((line) => line.includes('line '))).toHaveLength(50);
    expect(shown.filter((line) => line.includes('--seed 7'))).toHaveLength(1);
    expect(shown.at(-2)).toContain('--seed 7');
    expect(shown.at(-1)).toContain('▸ workload');
  });

  test('no line is wider than the terminal, whatever the colours, or it could not be erased', () => {
    const { screen, clock, live } = started({ columns: 30, color: true });
    live.phase('final reads');
    live.operation('read', 'ok', 1e6);
    live.faults([{ fault: 'partition', summary: '分断'.repeat(30), sinceMs: 0 }]);
    clock.advance(5_000);
    expect(screen.shown().length).toBeGreaterThan(3);
    for (const line of screen.shown()) {
      const wide = [...line].filter((character) => character > '\u2e80').length;
      expect([...line].length + wide).toBeLessThanOrEqual(29);
    }
  });

  test('it stays low however many faults and functions there are', () => {
    const { screen, clock, live } = started();
    for (let index = 0; index < 100; index += 1) live.operation(`f${index}`, 'ok', 1e6);
    live.faults(Array.from({ length: 40 }, () => ({ fault: 'kill', summary: 'n1', sinceMs: 0 })));
    clock.advance(3_000);
    expect(screen.shown().length).toBeLessThan(20);
    expect(screen.shown().at(-1)).toContain('34 more faults');
  });

  test('it is gone when the run is, and its clock has stopped', () => {
    const { screen, clock, live } = started();
    live.log('kept');
    live.stop();
    live.stop();
    clock.advance(60_000);
    live.phase('report');
    expect(screen.shown()).toEqual(['+0.0s kept']);
    expect(clock.running).toBe(0);
  });

  test('what a history says cannot move the cursor', () => {
    const { screen, live } = started();
    live.faults([{ fault: 'kill', summary: 'n1\x1b[2J\r\x07', sinceMs: 0 }]);
    live.log('evil \x1b[999A line, \x1b[1mbold\x1b[22m');
    for (const command of ['\x1b[2J', '\x1b[999A', '\r', '\x07']) expect(screen.raw).not.toContain(command);
    expect(screen.raw).toContain('\x1b[1mbold\x1b[22m');
  });
});

describe('without a terminal', () => {
  test('a plain line every ten seconds, and nothing else', () => {
    const { screen, clock, live } = started({ isTerminal: false });
    live.phase('workload');
    live.workloadStarted(60_000);
    for (let index = 0; index < 300; index += 1) {
      live.operation('read', index % 3 === 0 ? 'fail' : 'ok', 1e6);
      clock.advance(100);
    }
    live.faults([{ fault: 'pause', summary: 'n2', sinceMs: clock.ms }]);
    clock.advance(9_999);
    expect(screen.raw).not.toContain('\x1b');
    expect(screen.shown()).toHaveLength(3);
    expect(screen.shown()[0]).toMatch(/^\+10\.0s workload 10s\/60s {2}66 ok, 34 failed, 0 unknown, .*faults: none$/);
    clock.advance(1);
    expect(screen.shown()[3]).toMatch(/faults: pause n2$/);
  });
});

test('colours are there when they are wanted, and not when not', () => {
  for (const color of [true, false]) {
    const { screen, live } = started({ color });
    live.phase('heal');
    expect(screen.raw.includes('\x1b[36m')).toBe(color);
  }
});
