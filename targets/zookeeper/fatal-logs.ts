/**
 * Lines of ZooKeeper's log that mean that a server is broken. One that was killed, paused or cut off writes none of them,
 * nor one whose disk failed: it says that its error is unrecoverable, and ends.
 */
export const fatalLogPatterns: readonly RegExp[] = [
  // Out of memory, no such method and the like: what Java calls an error is none of the program's exceptions.
  /\bjava\.lang\.(?!Exception)\w*Error\b/,
  // The tree of data after a transaction is not what the leader's was after the same one.
  /First digest mismatch on txn/,
  // The virtual machine's own last words.
  /A fatal error has been detected by the Java Runtime Environment/,
];
