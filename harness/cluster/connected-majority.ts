/** Who is left untouched by the troubles in force: where a majority is, the database has no excuse for not answering. */
import type { DesiredState } from './desired-state.js';

/** More members than this are not looked through: there are 2^n sets of them. */
const MAX_MEMBERS = 12;

/**
 * The largest set of members of which nothing is known that could keep them from serving: they run as they should, with
 * right clocks and disks, and every packet passes between each two of them, and between them and the clients. Empty where
 * that is no majority of the `members`, or there are too many to look at.
 */
export function connectedMajority(state: DesiredState, members: readonly string[]): readonly string[] {
  const sound = members.filter((node) => isSound(state, node));
  if (sound.length * 2 <= members.length || members.length > MAX_MEMBERS) return [];
  const links = [...state.network.cuts, ...state.network.links].flatMap(
    ({ from, to }) =>
      [
        [from, to],
        [to, from],
      ] as const,
  );
  const parted = new Set(links.map(([one, other]) => `${one} ${other}`));
  // Whoever is no member is a client.
  const served = sound.filter((node) => links.every(([one, other]) => one !== node || members.includes(other)));
  let best: readonly string[] = [];
  for (let set = 1; set < 1 << served.length; set += 1) {
    const chosen = served.filter((_, at) => (set & (1 << at)) !== 0);
    if (chosen.length <= best.length) continue;
    const together = chosen.every((one, at) => chosen.slice(at + 1).every((other) => !parted.has(`${one} ${other}`)));
    if (together) best = chosen;
  }
  return best.length * 2 > members.length ? best : [];
}

function isSound(state: DesiredState, node: string): boolean {
  const known = state.nodes.get(node);
  if (known === undefined) return true;
  return (
    known.down === undefined && !known.isOut && known.storage.length === 0 && Object.keys(known.condition).length === 0
  );
}
