/** Clients that append numbers to one list and read it, and what their answers must agree with. */
import type { Answer } from '../../../../targets/reference/server/state-machine/sessions.js';
import type { VirtualCluster } from './cluster.js';

interface Seen {
  readonly list: readonly number[];
  readonly beganMs: number;
  readonly endedMs: number;
}

export class Appenders {
  /** Element to the moment at which it was acknowledged. */
  readonly acknowledged = new Map<number, number>();
  readonly refused = new Set<number>();
  readonly reads: Seen[] = [];
  unknown = 0;
  private next = 0;

  constructor(private readonly cluster: VirtualCluster) {}

  append(node: string): void {
    this.next += 1;
    const element = this.next;
    const answer = (outcome: Answer): void => {
      if ('ok' in outcome) this.acknowledged.set(element, this.cluster.agenda.nowMs);
      else if (outcome.definite) this.refused.add(element);
      else this.unknown += 1;
    };
    this.cluster.use(node, (replica) =>
      replica.request({ do: 'transact-lists', steps: [['append', 1, element]] }, answer),
    );
  }

  read(node: string, then: (list: readonly number[]) => void = () => {}): void {
    const beganMs = this.cluster.agenda.nowMs;
    this.cluster.use(node, (replica) =>
      replica.request({ do: 'read-lists', steps: [['r', 1, null]] }, (outcome) => {
        if (!('ok' in outcome)) return;
        const [[, , list]] = outcome.ok as [['r', number, number[]]];
        this.reads.push({ list, beganMs, endedMs: this.cluster.agenda.nowMs });
        then(list);
      }),
    );
  }

  /** Throws Error unless one order of all operations explains every answer (`final` is what is there at the end). */
  requireLinearizable(final: readonly number[]): void {
    const place = new Map(final.map((element, at) => [element, at]));
    if (place.size !== final.length) throw new Error('an element was appended twice');
    for (const element of this.acknowledged.keys()) {
      if (!place.has(element)) throw new Error(`${element} was acknowledged, and is lost`);
    }
    for (const element of this.refused) {
      if (place.has(element)) throw new Error(`${element} was surely not appended, and is there`);
    }
    const lengths: { readonly atMs: number; readonly length: number }[] = [
      ...[...this.acknowledged].map(([element, atMs]) => ({ atMs, length: place.get(element)! + 1 })),
      ...this.reads.map(({ endedMs, list }) => ({ atMs: endedMs, length: list.length })),
    ].sort((left, right) => left.atMs - right.atMs);
    let at = 0;
    let least = 0;
    for (const { list, beganMs } of [...this.reads].sort((left, right) => left.beganMs - right.beganMs)) {
      for (; at < lengths.length && lengths[at]!.atMs < beganMs; at += 1) least = Math.max(least, lengths[at]!.length);
      if (list.length < least) throw new Error(`a read saw ${list.length} elements where ${least} were known before`);
      list.forEach((element, index) => {
        if (final[index] !== element) throw new Error('a read saw an order that is not that of the end');
      });
    }
  }
}
