/** What the anomalies of transactions mean, in the words of docs/anomalies.md: a test compares them. */

export const TRANSACTION_ANOMALIES: Readonly<Record<string, string>> = {
  G0: 'Dirty write: two transactions wrote the same keys in opposite orders. Breaks `read-uncommitted`.',
  G1a: 'Aborted read: what surely never happened was seen. Breaks `read-committed`.',
  'dirty-update': 'Somebody wrote upon what an aborted transaction had put there. Breaks `read-committed`.',
  G1b: 'Intermediate read: of several writes to a key, not the last was seen. Breaks `read-committed`.',
  G1c: 'Circular information flow: each saw what the other wrote. Breaks `read-committed`.',
  'thin-air': 'A value was read that nobody ever wrote. Breaks `read-committed`.',
  'duplicate-elements': 'An element stands twice in a list, though it was appended once. Breaks `read-uncommitted`.',
  'incompatible-order':
    'Two lists of a key were read, and neither is a beginning of the other. Breaks `read-committed`.',
  'future-read': 'A transaction read what it only wrote afterwards. Breaks `read-committed`.',
  internal:
    'A transaction did not find what it had written itself, or found it changed. Breaks `read-your-writes` in the first case, and `read-atomic` in both.',
  'non-repeatable-read':
    'What a transaction read twice had changed. Elle calls it `internal` too. Breaks `read-atomic`.',
  'lost-update':
    'Two transactions read the same version of a key, and both wrote to it. Breaks `parallel-snapshot-isolation`.',
  'G-single':
    'Read skew, or a fractured read: a transaction saw part of what another did, and missed the rest. A cycle with one read that was replaced. Breaks `parallel-snapshot-isolation`.',
  'G-nonadjacent':
    'Long fork: two readers saw two writes in opposite orders. A cycle with several reads that were replaced, no two of them in a row. Breaks `snapshot-isolation`.',
  'G2-item':
    'Write skew: each transaction read what the other was about to change. A cycle with two replaced reads in a row. Breaks `serializable`.',
  'G0-process': 'The writes of a process came in the wrong order. Breaks `monotonic-writes`.',
  'G1c-process': 'A process saw what it only wrote later. Breaks `session-read-committed`.',
  'G-single-process':
    'A process did not see what it had written before: no read-your-writes. Breaks `read-your-writes`.',
  'G-nonadjacent-process': 'A long fork that takes the order of two processes to be seen. Breaks `prefix`.',
  'G2-item-process':
    'Serial, but not in an order that keeps that of the processes. Breaks `strong-session-serializable`.',
  'G0-realtime': 'A write that had long been acknowledged came after a later one. Breaks `strong-snapshot-isolation`.',
  'G1c-realtime': 'What was read was only written later. Breaks `strong-snapshot-isolation`.',
  'G-single-realtime': 'A stale read: an acknowledged write was not seen. Breaks `strong-snapshot-isolation`.',
  'cyclic-versions':
    'The versions of a register come before each other: each was written by somebody who had read the other. Breaks `read-committed`.',
};
