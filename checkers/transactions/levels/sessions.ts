/**
 * The session guarantees of Terry and others, 'Session guarantees for weakly consistent replicated data' (PDIS 1994), for
 * transactions: each says that of two versions of a key one must come before the other. A guarantee holds when that allows
 * an order of the versions of every key by itself. Nodes are writes, and one that stands for the beginning.
 */
import { type Dependencies, INITIAL } from '../dependencies.js';
import { Edges, FORCED, SO, WW } from '../graph/edges.js';
import { placesInSessions } from './axioms.js';

export type SessionGuarantee = 'read-your-writes' | 'monotonic-reads' | 'monotonic-writes' | 'writes-follow-reads';

/** Comparisons at most; past it, nobody knows. */
const MAX_STEPS = 20_000_000;

/** A write of a session to a key, or a read of one, and at which place of the session. */
interface Step {
  readonly place: number;
  readonly write: number;
}

/** What the sessions did to every key, gathered once for all guarantees. */
export class Guarantees {
  private edges = new Edges();
  private readonly places: Int32Array;
  private readonly initial: number;
  /** By session and key, in the order of the session. */
  private readonly writesOf = new Map<number, Step[]>();
  private readonly readsOf = new Map<number, Step[]>();
  private steps = 0;

  constructor(private readonly dependencies: Dependencies) {
    this.places = placesInSessions(dependencies);
    this.initial = dependencies.writeKeys.length;
    this.gatherSteps();
  }

  /** The edges that a guarantee asks for, among those of the known orders; null where that takes too long. */
  edgesOf(guarantee: SessionGuarantee): Edges | null {
    this.edges = new Edges();
    this.steps = 0;
    this.addOrders();
    if (guarantee === 'monotonic-reads') this.monotonicReads();
    else if (guarantee === 'read-your-writes') this.readYourWrites();
    else if (guarantee === 'monotonic-writes') this.monotonicWrites();
    else this.writesFollowReads();
    return this.steps > MAX_STEPS ? null : this.edges;
  }

  private gatherSteps(): void {
    const { count, sessions, writesFrom, writeKeys, readsFrom, readKeys, readWrites } = this.dependencies;
    for (let node = 0; node < count; node += 1) {
      const place = this.places[node]!;
      for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) {
        this.stepsOf(this.readsOf, sessions[node]!, readKeys[read]!).push({ place, write: readWrites[read]! });
      }
      for (let write = writesFrom[node]!; write < writesFrom[node + 1]!; write += 1) {
        this.stepsOf(this.writesOf, sessions[node]!, writeKeys[write]!).push({ place, write });
      }
    }
  }

  private stepsOf(steps: Map<number, Step[]>, session: number, key: number): Step[] {
    const place = session * this.dependencies.keyCount + key;
    const known = steps.get(place);
    if (known !== undefined) return known;
    const fresh: Step[] = [];
    steps.set(place, fresh);
    return fresh;
  }

  private addOrders(): void {
    const { keyCount, chain, chainFrom, loose, looseFrom } = this.dependencies;
    for (let key = 0; key < keyCount; key += 1) {
      const end = chainFrom[key + 1]!;
      for (let at = chainFrom[key]! + 1; at < end; at += 1) this.edges.add(chain[at - 1]!, chain[at]!, WW, chain[at]!);
      if (end === chainFrom[key]) continue;
      for (let at = looseFrom[key]!; at < looseFrom[key + 1]!; at += 1)
        this.edges.add(chain[end - 1]!, loose[at]!, WW, loose[at]!);
    }
  }

  /** `earlier` comes before `later`, which may be the beginning. */
  private before(earlier: number, later: number, why: number): void {
    this.steps += 1;
    if (earlier === later || earlier === INITIAL) return;
    if (later !== INITIAL) this.edges.add(earlier, later, FORCED, why);
    else {
      this.edges.add(earlier, this.initial, FORCED, why);
      this.edges.add(this.initial, earlier, FORCED, why);
    }
  }

  private monotonicReads(): void {
    for (const steps of this.readsOf.values()) {
      for (let at = 1; at < steps.length; at += 1)
        this.before(steps[at - 1]!.write, steps[at]!.write, steps[at]!.write);
    }
  }

  private readYourWrites(): void {
    for (const [place, reads] of this.readsOf) {
      const writes = this.writesOf.get(place);
      if (writes === undefined) continue;
      for (const read of reads) {
        // After its own write, the session cannot go back; what it read then is at least as new as each of them.
        for (const own of writes) {
          if (own.place >= read.place || this.steps > MAX_STEPS) break;
          this.before(own.write, read.write, read.write);
        }
      }
    }
  }

  private monotonicWrites(): void {
    for (const steps of this.writesOf.values()) {
      for (let at = 1; at < steps.length; at += 1)
        this.edges.add(steps[at - 1]!.write, steps[at]!.write, SO, steps[at]!.write);
    }
    this.forEachSight((writer, key, read) => {
      const writes = this.writesOf.get(this.placeOf(writer, key));
      const latest = writes?.findLast(({ place }) => place < this.places[writer]!);
      if (latest !== undefined) this.before(latest.write, this.dependencies.readWrites[read]!, read);
    });
  }

  private writesFollowReads(): void {
    for (const [place, writes] of this.writesOf) {
      const reads = this.readsOf.get(place);
      if (reads === undefined) continue;
      for (const own of writes) {
        for (const read of reads) {
          if (read.place > own.place || this.steps > MAX_STEPS) break;
          // What it will only write later cannot have come before that.
          if (read.write === own.write) this.before(own.write, INITIAL, own.write);
          else this.before(read.write, own.write, own.write);
        }
      }
    }
    this.forEachSight((writer, key, read) => {
      for (const seen of this.readsOf.get(this.placeOf(writer, key)) ?? []) {
        if (seen.place > this.places[writer]! || this.steps > MAX_STEPS) break;
        this.before(seen.write, this.dependencies.readWrites[read]!, read);
      }
    });
  }

  private placeOf(node: number, key: number): number {
    return this.dependencies.sessions[node]! * this.dependencies.keyCount + key;
  }

  /** Every read, with every writer that its transaction has read from. */
  private forEachSight(see: (writer: number, key: number, read: number) => void): void {
    const { count, readsFrom, readKeys, readWrites, writeNodes } = this.dependencies;
    for (let node = 0; node < count; node += 1) {
      for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) {
        for (let other = readsFrom[node]!; other < readsFrom[node + 1]!; other += 1) {
          if (readWrites[other] === INITIAL) continue;
          this.steps += 1;
          see(writeNodes[readWrites[other]!]!, readKeys[read]!, read);
        }
      }
    }
  }
}
