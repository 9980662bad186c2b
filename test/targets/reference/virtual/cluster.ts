/** A cluster of replicas in virtual time, with a network that loses, delays and repeats, and what must hold at any moment. */
import type { Random } from '../../../../harness/contracts/generator.js';
import { createRandom } from '../../../../harness/generator/random.js';
import type { Flaw } from '../../../../targets/reference/flaws.js';
import type { Member, Message } from '../../../../targets/reference/server/raft/messages.js';
import { Replica } from '../../../../targets/reference/server/replica.js';
import type { Image } from '../../../../targets/reference/server/storage/storage.js';
import { Agenda } from './agenda.js';
import { VirtualDisk } from './disk.js';

export interface Weather {
  /** From 0 to 1. */
  readonly loss: number;
  readonly repetition: number;
  readonly delayMs: number;
}

export const FAIR: Weather = { loss: 0, repetition: 0, delayMs: 2 };

interface Node {
  readonly disk: VirtualDisk;
  replica: Replica | null;
  starts: number;
}

export interface ClusterOptions {
  readonly seed: number;
  readonly nodes: number;
  readonly snapshotEvery: number;
  readonly flaw: Flaw;
}

const TICK_MS = 10;

export class VirtualCluster {
  readonly agenda = new Agenda();
  readonly nodes = new Map<string, Node>();
  weather: Weather = FAIR;
  /** Directions in which nothing arrives, as "from to". */
  cuts = new Set<string>();
  /** How far a node's time of day is off, ms. */
  readonly clockErrorsMs = new Map<string, number>();
  private readonly random: Random;
  private readonly options: ClusterOptions;
  private readonly leaders = new Map<number, string>();
  private readonly applied = new Map<number, string>();
  private readonly checked = new Map<Replica, number>();

  constructor(options: ClusterOptions) {
    this.options = options;
    this.random = createRandom(options.seed);
    const members = Array.from({ length: options.nodes }, (_, at) => memberOf(`n${at + 1}`, true));
    const entries = [{ kind: 'members', members, request: null, term: 0 }] as const;
    for (const { id } of members) this.addNode(emptyImage(id, entries));
    for (const { id } of members) this.start(id);
  }

  addNode(image: Image): void {
    const disk = new VirtualDisk(this.agenda, () => this.random.real() * 4, image);
    this.nodes.set(image.self, { disk, replica: null, starts: 0 });
  }

  start(id: string): void {
    const node = this.nodes.get(id)!;
    if (node.replica !== null) return;
    node.starts += 1;
    const replica: Replica = new Replica({
      ...{ image: node.disk.stored, storage: node.disk, heartbeatMs: 50, electionMs: 300, leaseMs: 3_000 },
      turn: { nth: 0, of: 1 },
      ...{ timeoutMs: 4_000, snapshotEvery: this.options.snapshotEvery, flaw: this.options.flaw },
      ...{
        incarnation: `${id}/${node.starts}`,
        nowMs: () => this.agenda.nowMs,
        wallMs: () => this.agenda.nowMs + (this.clockErrorsMs.get(id) ?? 0),
        random: () => this.random.real(),
      },
      send: (message) => {
        if (node.replica === replica) this.carry(message);
      },
      wake: () => this.agenda.after(0, () => this.settle(node, replica)),
    });
    node.replica = replica;
    const tick = (): void => {
      if (node.replica !== replica) return;
      replica.tick();
      this.settle(node, replica);
      this.agenda.after(TICK_MS, tick);
    };
    this.agenda.after(this.random.real() * TICK_MS, tick);
  }

  crash(id: string, kind: 'power' | 'process'): void {
    const node = this.nodes.get(id)!;
    if (node.replica === null) return;
    node.replica = null;
    node.disk.crash(kind);
  }

  up(): readonly string[] {
    return [...this.nodes].filter(([, { replica }]) => replica !== null).map(([id]) => id);
  }

  replica(id: string): Replica | null {
    return this.nodes.get(id)?.replica ?? null;
  }

  /** Calls it on a replica as its driver does. */
  use(id: string, call: (replica: Replica) => void): void {
    const node = this.nodes.get(id);
    if (node?.replica == null) return;
    call(node.replica);
    this.settle(node, node.replica);
  }

  /** Any two logs that have an entry of the same index and term agree up to there (log matching, figure 3). */
  requireMatchingLogs(): void {
    const logs = this.up().map((id) => this.replica(id)!.raft.log);
    for (const left of logs) {
      for (const right of logs) {
        let index = Math.min(left.lastIndex, right.lastIndex);
        const first = Math.max(left.base.index, right.base.index) + 1;
        while (index >= first && left.termAt(index) !== right.termAt(index)) index -= 1;
        for (; index >= first; index -= 1) {
          if (JSON.stringify(left.at(index)) === JSON.stringify(right.at(index))) continue;
          throw new Error(`two logs differ at ${index}, and agree behind it`);
        }
      }
    }
  }

  private settle(node: Node, replica: Replica): void {
    if (node.replica !== replica) return;
    replica.settle();
    const { role, term, settings } = replica.raft;
    if (role === 'leader') {
      const other = this.leaders.get(term);
      if (other !== undefined && other !== settings.self) {
        throw new Error(`${other} and ${settings.self} both led in term ${term}`);
      }
      this.leaders.set(term, settings.self);
    }
    this.requireSameEntries(replica);
  }

  /** State machine safety (figure 3): nobody applies another entry at the same index. */
  private requireSameEntries(replica: Replica): void {
    const { log } = replica.raft;
    const from = Math.max(this.checked.get(replica) ?? 0, log.base.index) + 1;
    for (let index = from; index <= replica.machine.index; index += 1) {
      const entry = JSON.stringify(log.at(index));
      const before = this.applied.get(index);
      if (before !== undefined && before !== entry) throw new Error(`entry ${index} was ${before}, and is ${entry}`);
      this.applied.set(index, entry);
    }
    this.checked.set(replica, replica.machine.index);
  }

  private carry(message: Message): void {
    const { loss, repetition, delayMs } = this.weather;
    const copies = 1 + Number(this.random.real() < repetition);
    for (let copy = 0; copy < copies; copy += 1) {
      if (this.random.real() < loss) continue;
      this.agenda.after(this.random.exponential(delayMs), () => {
        if (!this.cuts.has(`${message.from} ${message.to}`))
          this.use(message.to, (replica) => replica.receive(message));
      });
    }
  }
}

export function memberOf(id: string, votes: boolean): Member {
  return { id, name: id.split('.')[0]!, host: 'virtual', port: 1, votes };
}

export function emptyImage(self: string, entries: Image['entries']): Image {
  return { self, term: 0, vote: null, base: { index: 0, term: 0, members: [] }, entries, snapshot: null };
}
