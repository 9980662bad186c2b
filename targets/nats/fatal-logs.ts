/**
 * Lines of the log of a nats-server that mean that it is broken. One that was killed, paused or cut off writes none of
 * them: lost routes, elections and slow consumers are information, warnings and errors.
 */
export const fatalLogPatterns: readonly RegExp[] = [
  // "[1] 2026/01/31 10:00:00.000000 [FTL] ..."
  /^\[\d+\] \S+ \S+ \[FTL\] /,
  // The Go runtime's own last words.
  /^panic: /,
  /^fatal error: /,
];
