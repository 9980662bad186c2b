/** What the pages of docs/ say of `convergence`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

const written = (index: number, key: string, value: number, type: string, node: string): string[] => {
  const rest = `"process":${index},"f":"write","value":["${key}",${value}],"node":"${node}"}`;
  return [`{"time":${index}e9,"type":"invoke",${rest}`, `{"time":${index + 0.5}e9,"type":"${type}",${rest}`];
};
/** Both nodes are asked at the same time, again and again. */
const rounds = (atS: readonly number[], one: (atS: number) => string, other: (atS: number) => string): string[] =>
  atS.flatMap((second) =>
    [one, other].flatMap((state, at) => {
      const rest = `"process":${10 + at},"f":"snapshot","node":"n${at + 1}","value":`;
      return [
        `{"time":${second + at / 4}e9,"type":"invoke",${rest}null}`,
        `{"time":${second + at / 4 + 0.1}e9,"type":"ok",${rest}${state(second)}}`,
      ];
    }),
  );

export const guide: PropertyGuide = {
  property: 'convergence',
  about: [
    'Replicas may differ while things are written and while nodes are cut off. But when nothing is written any more and all faults are over, all of them come to the same state: what each has, asked alone, is equal. So it is promised by eventual consistency, and by data types that are merged without conflicts.',
    'Only snapshots count that were asked for after the last write that succeeded had ended and after the last event of the faults. The last one of each node is compared. A difference is a violation when both nodes were asked three times or more since then, and the last time at least 10 s after it had become quiet: “in the end” has to be some time. Otherwise the verdict is unknown; as it is where a fault was never healed, or a node that the history names answered no such snapshot.',
    'A write of unknown outcome may take effect at any time, even between two of the last snapshots. So a key that has one is left out of the comparison, unless both nodes showed what they show in all final snapshots, over at least 10 s: then it had its effect before, and one of them never got it. Keys to which one value may have been written twice are left out then too.',
    'Whether the state that all come to is the right one is another question, which this property does not ask.',
  ],
  vocabulary: [
    { f: 'write', asked: '[key, value]', ok: 'the same', meaning: 'writes through the node of the operation' },
    {
      f: 'snapshot',
      asked: 'null',
      ok: '{key: value, …}',
      meaning: 'all that the node of the operation has, without asking others',
    },
  ],
  anomalies: [{ type: 'diverged', meaning: 'two nodes still differ, long after writes and faults were over' }],
  algorithm:
    'One pass finds the quiet time at the end; then the last states are compared. A million writes take less than a second, and the final snapshots what parsing them costs.',
  sources: [
    'Terry and others, “Managing Update Conflicts in Bayou, a Weakly Connected Replicated Storage System” (1995)',
    'Shapiro and others, “Conflict-free Replicated Data Types” (2011): strong eventual consistency',
  ],
  examples: [
    {
      title: 'a replica lags behind, and catches up',
      shows: null,
      lines: [
        ...written(1, 'x', 1, 'ok', 'n1'),
        ...rounds(
          [3, 9, 15],
          () => '{"x":1}',
          (at) => (at < 9 ? '{}' : '{"x":1}'),
        ),
      ],
    },
    {
      title: 'two writes met, and each replica keeps its own',
      shows: 'diverged',
      lines: [
        ...written(1, 'x', 1, 'ok', 'n1'),
        ...written(2, 'x', 2, 'ok', 'n2'),
        ...rounds(
          [4, 9, 14],
          () => '{"x":1}',
          () => '{"x":2}',
        ),
      ],
    },
  ],
};
