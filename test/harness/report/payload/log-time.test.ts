/** Moments and levels of lines as databases write them. */
import { expect, test } from 'vitest';
import { levelOf } from '../../../../harness/report/payload/log-level.js';
import { stampOf } from '../../../../harness/report/payload/log-time.js';

const RUN_MS = Date.UTC(2026, 10, 21, 19, 40);
const iso = (line: string): string | null => {
  const stamp = stampOf(line, RUN_MS);
  return stamp === null ? null : `${new Date(Math.round(stamp.wallMs)).toISOString()}${stamp.hasZone ? '' : ' ?'}`;
};

test.each([
  // etcd 3.5
  [
    '{"level":"warn","ts":"2026-11-21T19:40:00.123456Z","caller":"etcdserver/util.go:170","msg":"apply request took too long"}',
    '2026-11-21T19:40:00.123Z',
    'warn',
  ],
  [
    '{"level":"info","ts":1795290000.1234567,"caller":"raft/raft.go:971","msg":"became leader"}',
    '2026-11-21T19:40:00.123Z',
    'info',
  ],
  // PostgreSQL
  [
    '2026-11-21 19:40:00.123 UTC [57] LOG:  database system is ready to accept connections',
    '2026-11-21T19:40:00.123Z',
    'info',
  ],
  [
    '2026-11-21 20:40:00.123 CET [57] FATAL:  the database system is starting up',
    '2026-11-21T20:40:00.123Z ?',
    'error',
  ],
  // Redis
  ['1:M 21 Nov 2026 19:40:00.123 * Ready to accept connections tcp', '2026-11-21T19:40:00.123Z ?', 'info'],
  ['17:S 21 Nov 2026 19:40:00.123 # Connection with master lost.', '2026-11-21T19:40:00.123Z ?', 'warn'],
  // Our own reference store, and the harness
  ['2026-11-21T19:40:00.123Z n1 serves clients at 0.0.0.0:7100, term 0', '2026-11-21T19:40:00.123Z', null],
  // Go, nginx
  ['2026/11/21 19:40:00 [error] 31#31: connect() failed', '2026-11-21T19:40:00.000Z ?', 'error'],
  // TiKV
  ['[2026/11/21 20:40:00.123 +01:00] [WARN] [store.rs:1] ["slow"]', '2026-11-21T19:40:00.123Z', 'warn'],
  // Java, with a comma
  ['2026-11-21 19:40:00,123 [main] ERROR o.a.Server - no quorum', '2026-11-21T19:40:00.123Z ?', 'error'],
  // syslog
  ['Nov 21 19:40:00 n1 etcd[812]: raft: elected leader', '2026-11-21T19:40:00.000Z ?', null],
  ['Jan  2 03:04:05 n1 kernel: oops', '2027-01-02T03:04:05.000Z ?', null],
  // Since 1970
  ['1795290000123 DEBUG tick', '2026-11-21T19:40:00.123Z', 'debug'],
  ['[1795290000.123] cannot reach n2', '2026-11-21T19:40:00.123Z', 'error'],
  // No moment at all
  ['\tat java.base/java.lang.Thread.run(Thread.java:840)', null, null],
  ['term 1795290000abc', null, null],
])('%s', (line, expected, level) => {
  expect(iso(line)).toBe(expected);
  expect(levelOf(line)).toBe(level);
});
