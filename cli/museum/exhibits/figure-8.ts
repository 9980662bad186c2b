/**
 * Figure 8 of the Raft paper (Ongaro and Ousterhout, 2014) with real nodes: n1 is its S1, n5 its S5, and n1 and n5 stand for
 * election before the others do. What n1 has not committed was asked for at n2, whose clients alone are heard at first.
 */

type Entry = Readonly<Record<string, unknown>>;

function between(from: number, to: number, fault: string, parameters: Entry): Entry {
  return { at: `${from}ms`, fault, for: `${to - from}ms`, with: parameters };
}

/** Senders are told at once, so that they are back soon after it has healed. */
function cut(from: number, to: number, shape: string, victims: string): Entry {
  return between(from, to, 'partition', { shape, victims, how: 'reset' });
}

export const figure8: readonly Entry[] = [
  // n1 leads, whoever did so at first.
  between(500, 1_500, 'kill', { victims: 'n5' }),
  // Nothing is asked of anybody but n2, and of n2 only when it and n1 are alone: a later leader has nothing to add.
  cut(3_000, 16_000, 'clients', 'n1'),
  cut(3_000, 16_000, 'clients', 'n3'),
  cut(3_000, 16_000, 'clients', 'n4'),
  cut(3_000, 6_700, 'clients', 'n5'),
  cut(3_000, 4_050, 'clients', 'n2'),
  // (a) n1 and n2 have entries that nobody else has. The others elect n5.
  cut(4_000, 8_000, 'halves', 'one'),
  // (b) n5 alone, with entries of its own.
  cut(6_300, 13_500, 'isolate', 'n5'),
  // (c) n1 leads n3 and n4, and commits what it had from n2, as it thinks. n2 will read of it when n1 is no more.
  between(6_200, 13_000, 'pause', { victims: 'n2' }),
  between(11_800, 16_000, 'kill', { victims: 'n1' }),
  cut(12_200, 16_000, 'isolate', 'n2'),
  // (d) n2 has told its clients, and n5 is elected by n3 and n4: its last entry is of a later term.
];
