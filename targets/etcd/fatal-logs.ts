/**
 * Lines of etcd's log that mean that a member is broken, in the formats of 3.4 (capnslog) and of 3.5 and later (zap).
 * A member that was killed, paused or cut off writes none of them: lost connections and elections are warnings (W).
 */
export const fatalLogPatterns: readonly RegExp[] = [
  // capnslog's level C is written by Fatal and Panic alone: "2026-01-31 10:00:00.000000 C | etcdserver: ..."
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ C \| /,
  /^\{"level":"(?:dpanic|panic|fatal)"/,
  // The Go runtime's own last words.
  /^panic: /,
  /^fatal error: /,
  // The raft library's logger: "raft2026/01/31 10:00:00 FATAL: ..."
  /^raft\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:FATAL|PANIC): /,
  // Members disagree about their data.
  /alarm CORRUPT raised by peer/,
  /"msg":"alarm raised".*"alarm":"CORRUPT"/,
  /found data inconsistency with peers/,
];
