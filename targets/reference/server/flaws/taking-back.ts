/** What a node does whose flaw made it apply entries that were not committed for good: it takes them back, and tells nobody. */
import type { Flaw } from '../../flaws.js';
import type { Raft } from '../raft/raft.js';
import { Machine } from '../state-machine/machine.js';

const TAKE_BACK: readonly Flaw[] = ['ack-before-replication', 'commits-old-term'];

/** The state is made anew from the log, without what stands at `from` and behind. False where that must never be. */
export function takesBack(raft: Raft, from: number): boolean {
  const { flaw } = raft.settings;
  if (!TAKE_BACK.includes(flaw) || from <= (raft.snapshot?.index ?? 0)) return false;
  raft.commit = from - 1;
  raft.installed = raft.snapshot ?? { index: 0, term: 0, members: [], state: new Machine(flaw).dump() };
  return true;
}
