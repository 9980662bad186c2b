/** Single steps of Raft that no storm brings about often enough. */
import { expect, test } from 'vitest';
import { onDurable } from '../../../targets/reference/server/raft/commit.js';
import { changeMembers } from '../../../targets/reference/server/raft/membership.js';
import type { Entry, Message, RaftMessage } from '../../../targets/reference/server/raft/messages.js';
import { createRaft, propose, type Raft, type RaftSettings } from '../../../targets/reference/server/raft/raft.js';
import { requestRead } from '../../../targets/reference/server/raft/read-index.js';
import { flush, receive, tick } from '../../../targets/reference/server/raft/step.js';
import { memberOf } from './virtual/cluster.js';

const IDS = ['s1', 's2', 's3', 's4', 's5'];
const SETTINGS: Omit<RaftSettings, 'self'> = {
  ...{ heartbeatMs: 50, electionMs: 300, turn: { nth: 0, of: 1 }, flaw: 'none' },
  ...{ random: () => 0, wallMs: () => 0 },
};
const LONG_MS = 10_000;

function raftOf(self: string, term: number, more: readonly Entry[]): Raft {
  const first: Entry = { kind: 'members', members: IDS.map((id) => memberOf(id, true)), request: null, term: 0 };
  const base = { index: 0, term: 0, members: [] };
  return createRaft({ ...SETTINGS, self }, { term, vote: null, base, entries: [first, ...more], snapshot: null }, 0);
}

/** Delivers what these nodes say to each other until they are silent; all that they store is durable at once. */
function converse(rafts: readonly Raft[], nowMs: number): void {
  for (let turn = 0; turn < 100; turn += 1) {
    for (const raft of rafts) {
      raft.records = [];
      onDurable(raft, raft.term, raft.log.lastIndex, nowMs);
      flush(raft, nowMs);
    }
    const messages = rafts.flatMap((raft) => raft.outbox.splice(0)).map(({ message }) => message);
    const heard = messages.filter(({ to }) => rafts.some(({ settings }) => settings.self === to));
    if (heard.length === 0) return;
    for (const message of heard) deliver(rafts, message, nowMs);
  }
  throw new Error('they do not come to an end');
}

function deliver(rafts: readonly Raft[], message: Message, nowMs: number): void {
  const raft = rafts.find(({ settings }) => settings.self === message.to)!;
  receive(raft, message as RaftMessage, nowMs);
}

function elect(raft: Raft, voters: readonly Raft[], nowMs: number): void {
  tick(raft, nowMs);
  converse(voters, nowMs);
  expect(raft.role).toBe('leader');
}

test('figure 8: an entry of an earlier term is not committed by being on a majority', () => {
  // (c) of the figure: s1 led in term 2, and leads again in term 4; its entry 2 is on s1 and s2, and s5 has another of term 3.
  const ofTerm = (term: number): Entry => ({ kind: 'nothing', term });
  const s1 = raftOf('s1', 3, [ofTerm(2)]);
  const s2 = raftOf('s2', 3, [ofTerm(2)]);
  const s3 = raftOf('s3', 3, []);
  const s5 = raftOf('s5', 3, [ofTerm(3)]);
  tick(s1, LONG_MS);
  // The votes are cast, and s3 is sent no more than the entry of term 2.
  for (let turn = 0; turn < 4 && s1.role !== 'leader'; turn += 1) {
    for (const { message } of [s1, s2, s3].flatMap((raft) => raft.outbox.splice(0))) {
      if (['s1', 's2', 's3'].includes(message.to)) deliver([s1, s2, s3], message, LONG_MS);
    }
  }
  expect({ role: s1.role, term: s1.term, last: s1.log.lastIndex }).toEqual({ role: 'leader', term: 4, last: 3 });
  for (const follower of [s2, s3]) {
    const match = { match: 2, previousIndex: 1, conflictIndex: 0, conflictTerm: null, round: 0 };
    receive(s1, { type: 'append-answer', from: follower.settings.self, to: 's1', term: 4, ...match }, LONG_MS);
  }
  onDurable(s1, 4, 3, LONG_MS);
  expect(s1.commit).toBe(0);
  // (d): for s5 may still be elected, and overwrites it.
  s3.log.append(2, [ofTerm(2)]);
  for (const raft of [s2, s3, s5]) raft.outbox = [];
  tick(s5, 2 * LONG_MS);
  const s4 = raftOf('s4', 3, []);
  converse([s2, s3, s4, s5], 2 * LONG_MS);
  tick(s5, 3 * LONG_MS);
  converse([s2, s3, s4, s5], 3 * LONG_MS);
  expect(s5.role).toBe('leader');
  expect(s2.log.termAt(2)).toBe(3);
});

test('with an entry of its own term a leader commits all before it', () => {
  const s1 = raftOf('s1', 3, [{ kind: 'nothing', term: 2 }]);
  const rafts = [s1, raftOf('s2', 3, []), raftOf('s3', 3, [])];
  elect(s1, rafts, LONG_MS);
  expect(s1.commit).toBe(3);
});

test('a vote is stored before it is given, and is given once in a term', () => {
  const s1 = raftOf('s1', 3, []);
  const ask = (from: string): boolean => {
    receive(s1, { type: 'vote', from, to: 's1', term: 4, lastIndex: 9, lastTerm: 3 }, LONG_MS);
    const [sent] = s1.outbox.splice(0);
    expect(sent?.promises).toBe(true);
    return sent?.message.type === 'vote-answer' && sent.message.granted;
  };
  expect(ask('s2')).toBe(true);
  expect(s1.records.at(-1)).toEqual({ kind: 'state', term: 4, vote: 's2' });
  expect(ask('s3')).toBe(false);
  expect(ask('s2')).toBe(true);
});

test('a greater term is stored as soon as it is heard of', () => {
  const s1 = raftOf('s1', 3, []);
  receive(s1, { type: 'heartbeat', from: 's2', to: 's1', term: 7, round: 0 }, LONG_MS);
  expect(s1.records).toEqual([{ kind: 'state', term: 7, vote: null }]);
});

test('a pre-vote is not given by who hears from a leader, and changes nobody’s term', () => {
  const s1 = raftOf('s1', 3, []);
  receive(s1, { type: 'heartbeat', from: 's2', to: 's1', term: 3, round: 0 }, LONG_MS);
  s1.outbox = [];
  const ask = (atMs: number): boolean => {
    receive(s1, { type: 'pre-vote', from: 's3', to: 's1', term: 9, lastIndex: 9, lastTerm: 3 }, atMs);
    const [sent] = s1.outbox.splice(0);
    return sent?.message.type === 'pre-vote-answer' && sent.message.granted;
  };
  expect(ask(LONG_MS + 100)).toBe(false);
  expect(ask(LONG_MS + 400)).toBe(true);
  expect(s1.term).toBe(3);
});

test('a leader does not answer a read before a majority has answered a later question', () => {
  const s1 = raftOf('s1', 3, []);
  const rafts = [s1, raftOf('s2', 3, []), raftOf('s3', 3, [])];
  elect(s1, rafts, LONG_MS);
  requestRead(s1, 'a', null);
  flush(s1, LONG_MS);
  expect(s1.confirmed).toEqual([]);
  converse(rafts.slice(0, 2), LONG_MS);
  expect(s1.confirmed).toEqual([]);
  requestRead(s1, 'b', null);
  converse(rafts, LONG_MS);
  expect(s1.confirmed).toEqual(['a', 'b'].map((id) => ({ id, index: s1.commit })));
});

test('members change one at a time, and not before the leader knows what is committed', () => {
  const s1 = raftOf('s1', 3, []);
  const rafts = [s1, raftOf('s2', 3, []), raftOf('s3', 3, [])];
  tick(s1, LONG_MS);
  expect(changeMembers(s1, { how: 'remove', name: 's4' }, 'x')).toBe('this node does not lead');
  converse(rafts, LONG_MS);
  propose(s1, { kind: 'nothing' });
  const add = (name: string) => changeMembers(s1, { how: 'add', name, host: 'h', port: 1 }, name);
  expect(add('s6')).toBeNull();
  expect(add('s7')).toBe('another change of the members is under way');
  converse(rafts, LONG_MS);
  expect(add('s6')).toBe('s6 is a member already');
  expect(changeMembers(s1, { how: 'remove', name: 's6' }, 'y')).toBeNull();
  converse(rafts, LONG_MS);
  expect(changeMembers(s1, { how: 'remove', name: 's6' }, 'z')).toBe('already');
  expect(s1.log.members.map(({ id }) => id)).toEqual(IDS);
});

test('a leader of an earlier term that is let loose again commits nothing', () => {
  const s1 = raftOf('s1', 3, []);
  const rafts = [s1, raftOf('s2', 3, []), raftOf('s3', 3, []), raftOf('s4', 3, []), raftOf('s5', 3, [])];
  elect(s1, rafts, LONG_MS);
  const others = rafts.slice(1);
  for (const raft of others) raft.outbox = [];
  tick(others[0]!, 2 * LONG_MS);
  converse(others, 2 * LONG_MS);
  expect(others[0]!.role).toBe('leader');
  const { commit } = s1;
  propose(s1, { kind: 'nothing' });
  converse(rafts, 2 * LONG_MS + 60);
  expect(s1.role).toBe('follower');
  expect(s1.log.termAt(commit + 1)).toBe(others[0]!.term);
});
