/** Changes of membership in virtual time: whatever fails on the way, no node runs with what it must not run with. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FaultlineError } from '../../../harness/contracts/errors.js';
import { type Fate, SimulatedMembers } from './simulated-members.js';

const FOUNDERS = 5;
const names = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'];
const node = fc.constantFrom(...names);
const fates = fc.array(fc.constantFrom<Fate>('done', 'refused', 'lost', 'answer lost', 'late'), { maxLength: 6 });

const steps = fc.oneof(
  fc.record({ what: fc.constant('leave' as const), node, fates }),
  fc.record({ what: fc.constant('join' as const), node, fates }),
  fc.record({ what: fc.constant('kill' as const), node, fates: fc.constant([]) }),
  fc.record({ what: fc.constant('silence' as const), node, fates: fc.constant([]) }),
  fc.record({ what: fc.constant('heal' as const), node, fates: fc.constant([]) }),
);

async function codeOf(change: Promise<void>): Promise<string> {
  try {
    await change;
    return 'done';
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    return error.code;
  }
}

/** What a heal of everything else does: what is a member and down starts with what it has. */
function heal(members: SimulatedMembers, name: string): void {
  const simulated = members.node(name);
  simulated.isSilent = false;
  if (members.changes.members().includes(name)) simulated.isRunning = true;
}

const leave = (members: SimulatedMembers, name: string, evenBelowMajority = false): Promise<string> =>
  codeOf(members.changes.leave(name, { evenBelowMajority, mayWait: true }));
const join = (members: SimulatedMembers, name: string): Promise<string> =>
  codeOf(members.changes.join(name, { mayWait: true }));

test('nothing that fails on the way breaks the rules, and when all is well again every node can be brought back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 12 }), async (all) => {
      const members = new SimulatedMembers(FOUNDERS, 1);
      for (const { what, node: name, fates: drawn } of all) {
        members.fates = [...drawn];
        const simulated = members.node(name);
        if (what === 'kill') simulated.isRunning = false;
        else if (what === 'silence') simulated.isSilent = true;
        else if (what === 'heal') heal(members, name);
        // A cluster of one that lets in somebody who does not come is lost: it takes two to take him out again.
        else if (what === 'leave' && members.voters.size > 2) {
          const before = { ...simulated, id: members.voters.get(name) };
          const code = await leave(members, name);
          // The run is over then, and says so.
          if (code === 'membership-unclear') return;
          expect(['done', 'below-majority', 'not-now']).toContain(code);
          if (code === 'done') expect(simulated).toMatchObject({ isRunning: false, data: null });
          else expect({ ...simulated, id: members.voters.get(name) }).toEqual(before);
        } else if (what === 'join') {
          const code = await join(members, name);
          expect(['done', 'not-now']).toContain(code);
          if (code === 'not-now') expect(simulated).toMatchObject({ isRunning: false, data: null });
          else expect(members.changes.members()).toContain(name);
        }
        expect(members.wrongs).toEqual([]);
      }
      members.fates = [];
      members.pass(60_000);
      for (const name of names) heal(members, name);
      members.pass(1_000);
      for (const name of names) expect(await join(members, name)).toBe('done');
      expect([...members.voters.keys()].sort()).toEqual(names);
      for (const name of names) expect(members.isReady(name)).toBe(true);
      expect(await leave(members, 'n6')).toBe('done');
      expect(await members.changes.membership('n6', { mayWait: true })).toBe('out');
      expect(members.wrongs).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

describe('a node that leaves', () => {
  test('leaves a majority of the others up, or stays, unless it is told otherwise', async () => {
    const members = new SimulatedMembers(FOUNDERS, 0);
    members.node('n4').isRunning = false;
    members.node('n5').isSilent = true;
    expect(await leave(members, 'n1')).toBe('below-majority');
    expect(members.isReady('n1')).toBe(true);
    members.mayLoseMajority = true;
    expect(await leave(members, 'n1', true)).toBe('done');
    expect([...members.voters.keys()]).toEqual(['n2', 'n3', 'n4', 'n5']);
    expect(members.isReady('n2')).toBe(false);
    expect(await join(members, 'n1')).toBe('not-now');
    heal(members, 'n5');
    expect(await join(members, 'n1')).toBe('done');
  });

  test('may be one that is down already, for which a majority is not needed twice', async () => {
    const members = new SimulatedMembers(FOUNDERS, 0);
    for (const name of ['n4', 'n5']) members.node(name).isRunning = false;
    expect(await leave(members, 'n5')).toBe('done');
    expect(await leave(members, 'n4')).toBe('done');
    expect(await leave(members, 'n3')).toBe('done');
    expect(await leave(members, 'n2')).toBe('done');
    expect(await leave(members, 'n1')).toBe('below-majority');
    expect([...members.voters.keys()]).toEqual(['n1']);
  });

  test('of whom nobody can say whether it has left is out, and leaves before it joins again', async () => {
    const members = new SimulatedMembers(FOUNDERS, 0);
    members.fates = Array.from({ length: 10 }, () => 'lost');
    const old = members.voters.get('n2');
    expect(await leave(members, 'n2')).toBe('done');
    expect(await members.changes.membership('n2', { mayWait: true })).toBe('in');
    expect(members.node('n2').isRunning).toBe(false);
    members.fates = [];
    expect(await join(members, 'n2')).toBe('done');
    expect(members.voters.get('n2')).not.toBe(old);
    expect(members.wrongs).toEqual([]);
  });

  test('is not asked away by those who are cut off from the majority', async () => {
    const members = new SimulatedMembers(FOUNDERS, 0);
    for (const name of ['n1', 'n2']) members.node(name).isSilent = true;
    expect(await leave(members, 'n1')).toBe('done');
    expect(await members.changes.membership('n1', { mayWait: true })).toBe('out');
  });
});

describe('a node that joins', () => {
  test('stays outside while it is refused, and for no longer than it takes to see that', async () => {
    const members = new SimulatedMembers(FOUNDERS, 1);
    members.fates = Array.from({ length: 1_000 }, () => 'refused');
    expect(await join(members, 'n6')).toBe('not-now');
    expect(members.voters.has('n6')).toBe(false);
    expect(members.fates.length).toBeGreaterThan(900);
    members.fates = [];
    expect(await join(members, 'n6')).toBe('done');
  });

  test('is not let in where the others would need it, but by a cluster of one', async () => {
    const members = new SimulatedMembers(3, 1);
    members.node('n3').isRunning = false;
    expect(await join(members, 'n4')).toBe('not-now');
    expect(members.voters.has('n4')).toBe(false);
    const two = new SimulatedMembers(2, 0);
    expect(await leave(two, 'n2')).toBe('done');
    expect(await join(two, 'n2')).toBe('done');
    expect(two.isReady('n1')).toBe(true);
  });

  test('that is let in and does not become ready is taken out again, and joins anew', async () => {
    const members = new SimulatedMembers(FOUNDERS, 1);
    members.node('n6').isSilent = true;
    expect(await join(members, 'n6')).toBe('not-now');
    expect(members.node('n6')).toMatchObject({ isRunning: false, data: null });
    const first = members.voters.get('n6');
    members.node('n6').isSilent = false;
    expect(await join(members, 'n6')).toBe('done');
    expect(members.voters.get('n6')).not.toBe(first);
    expect(members.wrongs).toEqual([]);
  });
});
