/**
 * Cycles by their names: for each the shortest one that can be found through the edges that make it what it is. A breadth-
 * first search over nodes and what was passed so far, with a visited set, so that a search is linear, in dense knots too.
 */
import type { Components } from '../graph/components.js';
import { components } from '../graph/components.js';
import { type Adjacency, adjacency, type Edges, FORCED, LINK, RT, RW, SO, WR, WW } from '../graph/edges.js';

export interface CycleKind {
  readonly name: string;
  /** Kinds of edges that may be on it. */
  readonly mask: number;
  /** The kind of the edge that the search begins with: there is one on every such cycle. */
  readonly start: number;
  /** A kind that must be on it too; 0 for none. */
  readonly also: number;
  /** How many edges on it are reads that were replaced: none, one, several but never two in a row, or two in a row. */
  readonly replaced: 'none' | 'one' | 'apart' | 'adjacent';
}

const VERSIONS = WW | FORCED;

/** The worst first; those with sessions and real time last. After Adya, and Elle, whose names they are. */
export const CYCLE_KINDS: readonly CycleKind[] = [
  { suffix: '', order: 0, also: 0 },
  { suffix: '-process', order: SO, also: SO },
  { suffix: '-realtime', order: RT | LINK, also: RT },
].flatMap(({ suffix, order, also }): readonly CycleKind[] => [
  { name: `G0${suffix}`, mask: VERSIONS | order, start: VERSIONS, also, replaced: 'none' },
  { name: `G1c${suffix}`, mask: VERSIONS | WR | order, start: WR, also, replaced: 'none' },
  { name: `G-single${suffix}`, mask: VERSIONS | WR | RW | LINK | order, start: RW, also, replaced: 'one' },
  { name: `G-nonadjacent${suffix}`, mask: VERSIONS | WR | RW | LINK | order, start: RW, also, replaced: 'apart' },
  { name: `G2-item${suffix}`, mask: VERSIONS | WR | RW | LINK | order, start: RW, also, replaced: 'adjacent' },
]);

export interface Cycle {
  readonly kind: CycleKind;
  /** Edges, each beginning where the one before ended. */
  readonly edges: readonly number[];
  /** No shorter one of its name was overlooked for lack of time. */
  readonly isShortest: boolean;
}

/** Edges that a search may look at, for one name. */
const MAX_STEPS = 4_000_000;

/** What was passed since the start. */
const LAST_REPLACED = 1;
const SEEN_PAIR = 2;
const SEEN_ALSO = 4;
const STATES = 8;

export class CycleSearch {
  private steps = 0;
  private readonly adjacencies = new Map<number, { readonly adjacency: Adjacency; readonly parts: Components }>();

  constructor(
    private readonly edges: Edges,
    private readonly nodes: number,
    private readonly isOver: () => boolean,
  ) {}

  /** The shortest cycle of this name; null where there is none, or none was found in time. */
  find(kind: CycleKind): Cycle | null {
    const { adjacency: next, parts } = this.within(kind.mask);
    if (parts.isAcyclic) return null;
    this.steps = 0;
    let best: readonly number[] | null = null;
    const { kinds, from, to, length } = this.edges;
    for (let edge = 0; edge < length; edge += 1) {
      if (!(kinds.array[edge]! & kind.start) || parts.of[from.array[edge]!] !== parts.of[to.array[edge]!]) continue;
      const cycle = this.through(
        edge,
        kind,
        next,
        parts,
        best === null ? Number.POSITIVE_INFINITY : this.lengthOf(best),
      );
      if (cycle !== null && this.isSimple(cycle)) best = cycle;
      // Nothing is shorter than two.
      if (best !== null && this.lengthOf(best) <= 2) break;
      if (this.steps > MAX_STEPS || this.isOver())
        return best === null ? null : { kind, edges: best, isShortest: false };
    }
    return best === null ? null : { kind, edges: best, isShortest: true };
  }

  private within(mask: number): { readonly adjacency: Adjacency; readonly parts: Components } {
    const known = this.adjacencies.get(mask);
    if (known !== undefined) return known;
    const next = adjacency(this.edges, this.nodes, mask);
    const fresh = { adjacency: next, parts: components(next) };
    this.adjacencies.set(mask, fresh);
    return fresh;
  }

  /** Does it pass every node once? The same short cycle twice over is no longer one. */
  private isSimple(cycle: readonly number[]): boolean {
    const from = this.edges.from.array;
    return new Set(cycle.map((edge) => from[edge])).size === cycle.length;
  }

  /** Links lead through nodes that are no transactions, and count nothing. */
  private lengthOf(cycle: readonly number[]): number {
    return cycle.filter((edge) => this.edges.kinds.array[edge] !== LINK).length;
  }

  /** The shortest cycle through an edge that is shorter than `limit`. */
  private through(
    edge: number,
    kind: CycleKind,
    { starts, targets, edges }: Adjacency,
    { of }: Components,
    limit: number,
  ): readonly number[] | null {
    const { kinds, from, to } = this.edges;
    const goal = from.array[edge]!;
    const first = to.array[edge]!;
    const part = of[goal]!;
    const begin =
      (kind.replaced === 'none' ? 0 : LAST_REPLACED) |
      (kind.also === 0 || kinds.array[edge]! & kind.also ? SEEN_ALSO : 0);
    /** By node and state: the edge by which it was reached, and from which state. */
    const cameBy = new Map<number, { readonly edge: number; readonly before: number }>();
    const root = first * STATES + begin;
    cameBy.set(root, { edge, before: -1 });
    let layer = [root];
    for (let length = 1; layer.length > 0 && length < limit; length += 1) {
      const nextLayer: number[] = [];
      // The layer grows while it is walked: what is reached through links is as near.
      for (const place of layer) {
        const node = Math.floor(place / STATES);
        const state = place % STATES;
        for (let at = starts[node]!; at < starts[node + 1]!; at += 1) {
          this.steps += 1;
          const target = targets[at]!;
          if (of[target] !== part) continue;
          const passed = this.passed(state, kinds.array[edges[at]!]!, kind);
          if (passed === -1) continue;
          if (target === goal && isClosed(passed, kind)) return this.wayTo(place, edges[at]!, cameBy);
          const reached = target * STATES + passed;
          if (cameBy.has(reached)) continue;
          cameBy.set(reached, { edge: edges[at]!, before: place });
          (kinds.array[edges[at]!] === LINK ? layer : nextLayer).push(reached);
        }
      }
      if (this.steps > MAX_STEPS) return null;
      layer = nextLayer;
    }
    return null;
  }

  /** The state after an edge; -1 where it may not follow. */
  private passed(state: number, edge: number, { replaced, also }: CycleKind): number {
    const seen = edge & also ? SEEN_ALSO : 0;
    // The way from a reader to whoever replaced what it read can lead through a node in between.
    if (edge === LINK) return state | seen;
    if (!(edge & RW)) return (state & ~LAST_REPLACED) | seen;
    if (replaced === 'none' || replaced === 'one') return -1;
    if (replaced === 'apart') return state & LAST_REPLACED ? -1 : state | LAST_REPLACED | SEEN_PAIR | seen;
    return state | LAST_REPLACED | seen | (state & LAST_REPLACED ? SEEN_PAIR : 0);
  }

  private wayTo(
    place: number,
    last: number,
    cameBy: ReadonlyMap<number, { readonly edge: number; readonly before: number }>,
  ): readonly number[] {
    const way = [last];
    for (let at = place; at !== -1; at = cameBy.get(at)!.before) way.unshift(cameBy.get(at)!.edge);
    return way;
  }
}

/** Does what was passed make it a cycle of this kind, once it is back where the first edge began? */
function isClosed(state: number, { replaced }: CycleKind): boolean {
  if (!(state & SEEN_ALSO)) return false;
  if (replaced === 'apart') return (state & SEEN_PAIR) !== 0 && !(state & LAST_REPLACED);
  // The first edge was one too, so a last one that is one makes a pair with it.
  if (replaced === 'adjacent') return (state & (SEEN_PAIR | LAST_REPLACED)) !== 0;
  return true;
}
