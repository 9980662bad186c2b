/**
 * Changes of membership, one server at a time (thesis, chapter 4): any majority before a change shares a server with any
 * majority after it. A new server first has no vote, and gets one by a second change when it has caught up (4.2.1).
 */
import type { Member, MembershipChange } from './messages.js';
import { hasCommittedInTerm, propose, type Raft } from './raft.js';

/** Entries that a newcomer may lack and still be given a vote. */
const CAUGHT_UP_ENTRIES = 100;

/** Why not; null when it was appended to the log, and 'already' when it is so, as far as is committed. */
export function changeMembers(raft: Raft, change: MembershipChange, request: string): string | null | 'already' {
  if (raft.role !== 'leader') return 'this node does not lead';
  // Not before the leader has committed something of its own: two leaders' changes may otherwise pass each other.
  if (!hasCommittedInTerm(raft)) return 'the leader is new, and does not know yet what is committed';
  if (raft.log.membersIndex > raft.commit) return 'another change of the members is under way';
  const { members } = raft.log;
  const existing = members.find(({ name }) => name === change.name);
  if (change.how === 'add') {
    if (existing !== undefined) return `${change.name} is a member already`;
    const { name, host, port } = change;
    const added: Member = { id: `${name}.${raft.log.lastIndex + 1}`, name, host, port, votes: false };
    propose(raft, { kind: 'members', members: [...members, added], request });
    return null;
  }
  if (existing === undefined) return 'already';
  if (existing.votes && members.filter(({ votes }) => votes).length === 1) return 'it is the last member with a vote';
  propose(raft, { kind: 'members', members: members.filter(({ name }) => name !== change.name), request });
  return null;
}

/** Gives a newcomer a vote as soon as it has, and answers, what it takes. */
export function promoteNewcomer(raft: Raft, nowMs: number): void {
  const { members, membersIndex } = raft.log;
  if (raft.role !== 'leader' || members.every(({ votes }) => votes)) return;
  if (membersIndex > raft.commit || !hasCommittedInTerm(raft)) return;
  const ready = members.find(({ id, votes }) => {
    const progress = raft.progress.get(id);
    if (votes || progress === undefined || progress.mode !== 'stream') return false;
    const isThere = nowMs < progress.answeredAtMs + raft.settings.electionMs;
    return isThere && progress.match >= Math.max(membersIndex, raft.commit - CAUGHT_UP_ENTRIES);
  });
  if (ready === undefined) return;
  const promoted = members.map((member) => (member === ready ? { ...member, votes: true } : member));
  propose(raft, { kind: 'members', members: promoted, request: null });
}
