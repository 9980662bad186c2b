/** The anomalies that a simulated database may show, as transactions on lists: groups that follow each other in time. */

type Micro = readonly ['append' | 'r', number, number | readonly number[]];

interface Transaction {
  readonly micros: readonly Micro[];
  readonly failed?: boolean;
}

export type Flaw =
  | 'G0'
  | 'G1a'
  | 'G1b'
  | 'G1c'
  | 'thin-air'
  | 'duplicate-elements'
  | 'incompatible-order'
  | 'future-read'
  | 'internal'
  | 'non-repeatable-read'
  | 'lost-update'
  | 'G-single'
  | 'G-nonadjacent'
  | 'G2-item'
  | 'G-single-realtime';

export const flaws: Readonly<Record<Flaw, readonly (readonly Transaction[])[]>> = {
  G0: [
    [
      txn(['append', 1, 1], ['append', 2, 1]),
      txn(['append', 1, 2], ['append', 2, 2]),
      txn(['r', 1, [1, 2]], ['r', 2, [2, 1]]),
    ],
  ],
  G1a: [[{ ...txn(['append', 1, 1]), failed: true }, txn(['r', 1, [1]])]],
  G1b: [[txn(['append', 1, 1], ['append', 1, 2]), txn(['r', 1, [1]])]],
  G1c: [[txn(['append', 1, 1], ['r', 2, [1]]), txn(['append', 2, 1], ['r', 1, [1]])]],
  'thin-air': [[txn(['r', 1, [9]])]],
  'duplicate-elements': [[txn(['append', 1, 1]), txn(['r', 1, [1, 1]])]],
  'incompatible-order': [[txn(['append', 1, 1]), txn(['append', 1, 2]), txn(['r', 1, [1, 2]]), txn(['r', 1, [2]])]],
  'future-read': [[txn(['r', 1, [1]], ['append', 1, 1])]],
  internal: [[txn(['append', 1, 1], ['r', 1, []])]],
  'non-repeatable-read': [[txn(['append', 1, 1]), txn(['r', 1, []], ['r', 1, [1]])]],
  'lost-update': [[txn(['r', 1, []], ['append', 1, 1]), txn(['r', 1, []], ['append', 1, 2])]],
  'G-single': [[txn(['append', 1, 1], ['append', 2, 1]), txn(['r', 2, []], ['r', 1, [1]])]],
  'G-nonadjacent': [
    [txn(['append', 1, 1]), txn(['append', 2, 1]), txn(['r', 1, [1]], ['r', 2, []]), txn(['r', 1, []], ['r', 2, [1]])],
  ],
  'G2-item': [[txn(['r', 1, []], ['append', 2, 1]), txn(['r', 2, []], ['append', 1, 1])]],
  'G-single-realtime': [[txn(['append', 1, 1])], [txn(['r', 2, []]), txn(['r', 1, []])]],
};

function txn(...micros: readonly Micro[]): Transaction {
  return { micros };
}
