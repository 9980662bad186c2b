/** Operations as they are said in explanations of causality and of sessions, whether they are transactions or single steps. */
import type { Anomaly, CyclePicture } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { moment } from '../explaining/moments.js';
import type { Dependencies } from '../transactions/dependencies.js';
import type { Resolved } from '../transactions/input/resolve.js';
import { OPEN, type Transactions } from '../transactions/input/transactions.js';

/** The node of a picture, and an edge between two of them. */
type PictureEdge = CyclePicture['edges'][number];

export class Telling {
  private readonly dependencies: Dependencies;

  constructor(
    private readonly history: History,
    private readonly transactions: Transactions,
    resolved: Resolved,
  ) {
    this.dependencies = resolved.dependencies;
  }

  /** The event that invoked the operation of a node. */
  operation(node: number): number {
    return this.dependencies.invoked[node]!;
  }

  process(node: number): number {
    return this.history.processes[this.operation(node)]!;
  }

  /** "process 3 wrote 5 to key 7 at 1.250 s (operation 12)". */
  wrote(write: number): string {
    const { writeNodes, writeMicros } = this.dependencies;
    const node = writeNodes[write]!;
    return `${this.who(node)} wrote ${this.valueOf(writeMicros[write]!)} to key ${this.keyOf(writeMicros[write]!)} ${this.where(node)}`;
  }

  /** "process 3 read 5 of key 7 at 1.250 s (operation 12)". */
  read(read: number): string {
    const { readNodes, readMicros } = this.dependencies;
    const node = readNodes[read]!;
    return `${this.who(node)} read ${this.valueOf(readMicros[read]!)} of key ${this.keyOf(readMicros[read]!)} ${this.where(node)}`;
  }

  keyOf(micro: number): string {
    return this.transactions.sayKey(this.transactions.keys[micro]!);
  }

  /** The value of a step; of a list how long it was. */
  valueOf(micro: number): string {
    const { isList, keys, kinds, values } = this.transactions;
    const isRead = kinds[micro] !== 0;
    if (isRead && isList[keys[micro]!]) return `${Math.max(0, values[micro]!)} elements`;
    return this.transactions.sayValue(values[micro]!);
  }

  who(node: number): string {
    return `process ${this.process(node)}`;
  }

  /** "at 1.250 s (operation 12)". */
  where(node: number): string {
    return `at ${moment(this.history, this.operation(node))} (operation ${this.operation(node)})`;
  }

  /** An anomaly of these nodes, the one at which it breaks first. */
  anomaly(
    type: string,
    nodes: readonly number[],
    explanation: string,
    edges: readonly PictureEdge[],
    key?: string,
  ): Anomaly {
    const { completed, invoked } = this.dependencies;
    const all = [...new Set(nodes)];
    const events = all.map((node) => (completed[node] === OPEN ? invoked[node]! : completed[node]!));
    const prefix = Math.max(...events) + 1;
    const drawn = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
    const picture: CyclePicture = {
      kind: 'cycle',
      nodes: drawn.map((operation) => ({
        operation,
        label: `${operation}`,
        detail: `process ${this.history.processes[operation]}`,
      })),
      edges,
    };
    return {
      type,
      operations: all.map((node) => invoked[node]!),
      prefix,
      time: this.history.times[prefix - 1]!,
      ...(key === undefined ? {} : { key }),
      explanation,
      ...(edges.length > 0 ? { picture } : {}),
    };
  }
}
