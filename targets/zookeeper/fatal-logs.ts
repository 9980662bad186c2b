/**
 * Lines of ZooKeeper's log that mean that a server is broken. One that was killed, paused or cut off writes none of them,
 * nor one whose disk failed: it says that its error is unrecoverable, and ends.
 *
 * "First digest mismatch on txn" is not among them, though ZooKeeper means it as a warning of inconsistent data: servers of
 * 3.8.0 write it when they read back a log in which transactions are out of order, as some are that were written while a
 * server rejoined. Whether that is ever seen from outside is for the history to say.
 */
export const fatalLogPatterns: readonly RegExp[] = [
  // Out of memory, no such method and the like: what Java calls an error is none of the program's exceptions.
  /\bjava\.lang\.\w*Error\b/,
  // The virtual machine's own last words.
  /A fatal error has been detected by the Java Runtime Environment/,
];
