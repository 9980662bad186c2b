/** What stands left of a lane: its name, or which processes take their turns in it. */
import { firstFrom } from '../drawing/search.js';
import type { Lanes } from './lanes.js';

export interface LaneName {
  readonly text: string;
  /** Where there is no room for all of it. */
  readonly short: string;
  /** Whether anything of it is within the window. */
  readonly busy: boolean;
}

/** `processes` by place in the columns. For a lane of threads those processes that are within the window. */
export function nameOfLane(
  lanes: Lanes,
  processes: Int32Array,
  row: number,
  { fromNs, toNs }: { readonly fromNs: number; readonly toNs: number },
): LaneName {
  const { name } = lanes.lanes[lanes.laneOfRow[row]!]!;
  if (name !== '') {
    const isProcess = lanes.grouping === 'process';
    return { text: isProcess ? `process ${name}` : name, short: name, busy: true };
  }
  const [from, to] = [lanes.firstSlots[row]!, lanes.firstSlots[row + 1]!];
  if (from === to) return { text: '–', short: '–', busy: false };
  const first = firstFrom(lanes.endsNs, fromNs, from, to);
  let last = firstFrom(lanes.startsNs, toNs, from, to) - 1;
  const busy = first <= last;
  if (!busy) last = Math.min(first, to - 1);
  const [one, other] = [busy ? first : last, last].map((slot) => processes[lanes.places[slot]!]!);
  const short = one === other ? `${one}` : `${one} … ${other}`;
  return { text: `process ${short}`, short, busy };
}
