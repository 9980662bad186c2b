/** Anomalies to inject: a few transactions each, at the same time and on keys of their own, that show that one. */

type Micro = readonly ['append', number, number] | readonly ['r', number, readonly number[]];

export interface FlawedTransaction {
  readonly micros: readonly Micro[];
  readonly type: 'ok' | 'fail';
}

export interface FlawedGroup {
  /** What the checker calls it. */
  readonly anomaly: string;
  /** The transactions of a part overlap in time; the parts follow each other. */
  readonly parts: readonly (readonly FlawedTransaction[])[];
  /** Registers cannot show it. */
  readonly isOfLists?: boolean;
}

export const FLAWS = {
  G0: {
    anomaly: 'G0',
    parts: [
      [
        ok(['append', 1, 1], ['append', 2, 1]),
        ok(['append', 1, 2], ['append', 2, 2]),
        ok(['r', 1, [1, 2]], ['r', 2, [2, 1]]),
      ],
    ],
    isOfLists: true,
  },
  G1a: { anomaly: 'G1a', parts: [[failed(['append', 1, 1]), ok(['r', 1, [1]])]] },
  G1b: { anomaly: 'G1b', parts: [[ok(['append', 1, 1], ['append', 1, 2]), ok(['r', 1, [1]])]] },
  G1c: {
    anomaly: 'G1c',
    parts: [[ok(['append', 1, 1], ['r', 2, [1]]), ok(['append', 2, 1], ['r', 1, [1]])]],
  },
  'G-single': {
    anomaly: 'G-single',
    parts: [[ok(['append', 1, 1], ['append', 2, 1]), ok(['r', 2, []], ['r', 1, [1]])]],
  },
  'lost-update': {
    anomaly: 'lost-update',
    parts: [[ok(['r', 1, []], ['append', 1, 1]), ok(['r', 1, []], ['append', 1, 2])]],
  },
  'write-skew': {
    anomaly: 'G2-item',
    parts: [[ok(['r', 1, []], ['append', 2, 1]), ok(['r', 2, []], ['append', 1, 1])]],
  },
  'long-fork': {
    anomaly: 'G-nonadjacent',
    parts: [
      [ok(['append', 1, 1]), ok(['append', 2, 1]), ok(['r', 1, [1]], ['r', 2, []]), ok(['r', 1, []], ['r', 2, [1]])],
    ],
  },
  'stale-read': { anomaly: 'G-single-realtime', parts: [[ok(['append', 1, 1])], [ok(['r', 1, []])]] },
  internal: { anomaly: 'internal', parts: [[ok(['append', 1, 1], ['r', 1, []])]] },
  'non-repeatable-read': {
    anomaly: 'non-repeatable-read',
    parts: [[ok(['append', 1, 1]), ok(['r', 1, []], ['r', 1, [1]])]],
  },
  'duplicate-element': {
    anomaly: 'duplicate-elements',
    parts: [[ok(['append', 1, 1]), ok(['r', 1, [1, 1]])]],
    isOfLists: true,
  },
  'incompatible-order': {
    anomaly: 'incompatible-order',
    parts: [[ok(['append', 1, 1]), ok(['append', 1, 2]), ok(['r', 1, [1, 2]]), ok(['r', 1, [2]])]],
    isOfLists: true,
  },
  'thin-air': { anomaly: 'thin-air', parts: [[ok(['r', 1, [9]])]] },
  'future-read': { anomaly: 'future-read', parts: [[ok(['r', 1, [1]], ['append', 1, 1])]] },
} as const satisfies Readonly<Record<string, FlawedGroup>>;

export type Flaw = keyof typeof FLAWS;

export const FLAW_NAMES = Object.keys(FLAWS) as readonly Flaw[];

function ok(...micros: readonly Micro[]): FlawedTransaction {
  return { micros, type: 'ok' };
}

function failed(...micros: readonly Micro[]): FlawedTransaction {
  return { micros, type: 'fail' };
}
