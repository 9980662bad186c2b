/**
 * Lines of PostgreSQL's log that mean that a server is broken. One that was killed, paused or cut off writes none of them:
 * a torn record at the end of its log and lost connections are LOG, ERROR or FATAL.
 */
export const fatalLogPatterns: readonly RegExp[] = [
  / PANIC: {2}/,
  /^TRAP: /,
  // A server process that fell over its own feet; those that we end are ended by SIGKILL or SIGTERM.
  /was terminated by signal (?:4|6|7|8|11): /,
  /invalid page in block \d+ of relation/,
  /page verification failed/,
];
