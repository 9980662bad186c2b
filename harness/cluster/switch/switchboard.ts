/** Which model judges a frame: the links in force, by the addresses of their ends. Pure, in virtual time. */
import type { Random } from '../../contracts/generator.js';
import type { LinkTrouble } from '../../contracts/trouble.js';
import { createRandom } from '../../generator/index.js';
import { isNeighbourDiscovery, pairKey, pairOf } from './frame.js';
import { type Fate, LinkModel } from './link-model.js';

/** One who sends and receives over the switch. */
export interface End {
  readonly name: string;
  readonly address: string;
  readonly address6: string | null;
}

/** What becomes of one frame. */
export interface Judgement extends Fate {
  /** Index of its direction, see `directionsOf`; their number when it is nobody's. */
  readonly direction: number;
  /** For the choice of the bit, where a copy is corrupt. */
  readonly random: Random;
}

/** Every direction between two ends, in the order that indices mean. */
export function directionsOf<T extends { readonly name: string }>(
  ends: readonly T[],
): readonly { readonly from: T; readonly to: T }[] {
  return ends.flatMap((from) => ends.filter((to) => to !== from).map((to) => ({ from, to })));
}

interface Lane {
  readonly random: Random;
  quality: string;
  model: LinkModel | null;
}

export class Switchboard {
  private readonly lanes = new Map<string, Lane>();
  private readonly byPair = new Map<string, number>();
  private readonly inOrder: readonly Lane[];
  private readonly random: Random;

  constructor(ends: readonly End[], seed: number) {
    this.random = createRandom(seed);
    this.inOrder = directionsOf(ends).map(({ from, to }, index) => {
      this.byPair.set(pairKey(from.address, to.address), index);
      if (from.address6 !== null && to.address6 !== null) {
        this.byPair.set(pairKey(from.address6, to.address6), index);
      }
      const lane = { random: this.random.fork(`${from.name}>${to.name}`), quality: '', model: null };
      this.lanes.set(`${from.name}>${to.name}`, lane);
      return lane;
    });
  }

  /** Exactly these; a link whose quality stays as it was goes on where it is in its sequence of fates. */
  configure(links: readonly LinkTrouble[]): void {
    const wanted = new Map(links.map((link) => [`${link.from}>${link.to}`, link.quality]));
    for (const [name, lane] of this.lanes) {
      const quality = wanted.get(name);
      const text = quality === undefined ? '' : JSON.stringify(quality);
      if (text === lane.quality) continue;
      lane.quality = text;
      lane.model = quality === undefined ? null : new LinkModel(quality, lane.random);
    }
  }

  /**
   * The fate of a frame that comes at `nowMs`. What no link in force is about goes on at once, and so does neighbour
   * discovery. Nobody's frame was not diverted but got here by itself: it ends here.
   */
  judge(frame: Buffer, nowMs: number): Judgement {
    const direction = this.byPair.get(pairOf(frame)) ?? this.inOrder.length;
    const lane = this.inOrder[direction];
    if (lane === undefined) return { direction, copies: [], overflowed: false, random: this.random };
    const fate =
      lane.model === null || isNeighbourDiscovery(frame)
        ? { copies: [{ atMs: nowMs, corrupt: false }], overflowed: false }
        : lane.model.next(nowMs, frame.length);
    return { direction, ...fate, random: lane.random };
  }
}
