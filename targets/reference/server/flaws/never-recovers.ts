/**
 * The flaw never-recovers: a node that hears from nobody has been cut off, and what would it stand for election for when
 * nobody can answer? It waits until somebody speaks to it. The others may wait for the same.
 */
import type { Raft } from '../raft/raft.js';

const SILENT_ELECTIONS = 3;

/** Not when it has just started: then the others may not be there yet. */
export function hasGivenUp({ contactAtMs, settings }: Raft, nowMs: number): boolean {
  if (settings.flaw !== 'never-recovers' || contactAtMs === Number.NEGATIVE_INFINITY) return false;
  return nowMs >= contactAtMs + SILENT_ELECTIONS * settings.electionMs;
}
