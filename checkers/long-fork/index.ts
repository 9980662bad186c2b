/** Long fork: no two reads disagree about which of two writes came first. */
import type { Anomaly, Checker, CheckOptions, CyclePicture, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { moment } from '../explaining/moments.js';
import { gather } from '../transactions/input/gather.js';
import type { Transactions } from '../transactions/input/transactions.js';
import { type Fork, type Forks, forksOf } from './forks.js';

/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

/**
 * Judges `txn` over registers, each key written once. It needs no real time, and writes of unknown outcome need no thought:
 * they happened if they were seen. Throws UsageError 'bad-operation' where a key is written twice.
 */
export const longFork: Checker = {
  property: 'long-fork',
  holdsOfBeginnings: true,
  describe: 'no two reads disagree about which of two writes came first',
  check,
};

function check(history: History, _: CheckOptions): Verdict {
  const transactions = gather(history);
  const verdict = { property: 'long-fork', operations: transactions.length, algorithm: 'pairs of keys' };
  const forks = forksOf(history, transactions, MAX_EXPLAINED);
  if (forks.views === 0) {
    const reason = 'no read of two keys or more succeeded, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], reason };
  }
  const anomalies = forks.first
    .map((fork) => explainFork(history, transactions, forks, fork))
    .sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
  const details = { keys: transactions.keyCount, views: forks.views, forks: forks.count, strangeReads: forks.strange };
  return { ...verdict, valid: forks.count === 0, anomalies, details };
}

function explainFork(history: History, all: Transactions, { writers }: Forks, fork: Fork): Anomaly {
  const { invoked, completed, sayKey } = all;
  const [one, other] = [sayKey(fork.seenByLeft), sayKey(fork.seenByRight)];
  const [writerOfOne, writerOfOther] = [writers[fork.seenByLeft]!, writers[fork.seenByRight]!];
  const said = (transaction: number): string =>
    `process ${history.processes[invoked[transaction]!]} at ${moment(history, invoked[transaction]!)} (operation ${invoked[transaction]})`;
  const nodes = [fork.left, fork.right, writerOfOne, writerOfOther];
  const events = [completed[fork.left]!, completed[fork.right]!, invoked[writerOfOne]!, invoked[writerOfOther]!];
  const prefix = Math.max(...events) + 1;
  const edge = (from: number, to: number, kind: string, why: string): CyclePicture['edges'][number] => {
    return { from: invoked[from]!, to: invoked[to]!, kind, why };
  };
  return {
    type: 'long-fork',
    also: ['G-nonadjacent', 'parallel snapshot isolation'],
    operations: [fork.right, fork.left, writerOfOne, writerOfOther].map((transaction) => invoked[transaction]!),
    prefix,
    time: history.times[prefix - 1]!,
    explanation: `The read of ${said(fork.left)} saw the write of key ${one} and not that of key ${other}; the read of ${said(fork.right)} saw that of key ${other} and not that of key ${one}. Key ${one} was written by ${said(writerOfOne)}, key ${other} by ${said(writerOfOther)}, and by nobody else. Whichever of the two came first, one of the reads saw the second without the first.`,
    picture: {
      kind: 'cycle',
      nodes: nodes.map((transaction) => ({ operation: invoked[transaction]!, label: `${invoked[transaction]}` })),
      edges: [
        edge(writerOfOne, fork.left, 'wr', `it saw key ${one}`),
        edge(fork.left, writerOfOther, 'rw', `it did not see key ${other}`),
        edge(writerOfOther, fork.right, 'wr', `it saw key ${other}`),
        edge(fork.right, writerOfOne, 'rw', `it did not see key ${one}`),
      ],
    },
  };
}
