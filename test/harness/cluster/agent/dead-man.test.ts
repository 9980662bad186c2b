/** The dead man: whatever ends the agent or its controller, the node is as before within five seconds. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AGENT_COMMAND, NodeAgent, WATCHER_COMMAND } from '../../../../harness/cluster/agent/node-agent.js';
import { missingForLocal } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';
import { monotonicNs, SmallNode, stateOf } from './small-node.js';

/** Says how far its realtime is off, in whole seconds. */
const READER = `use Time::HiRes; $| = 1; my $t = "\\0" x 16;
while (1) { syscall(228, 0, $t); my ($s, $n) = unpack "q2", $t; printf "off %.0f\\n", Time::HiRes::time() - $s - $n / 1e9; select(undef, undef, undef, 0.01) }`;

/** The agent's processes of this node, out here, by what they call themselves. */
function agents(firstPid: number): ReadonlyMap<string, number> {
  const namespace = readlinkSync(`/proc/${firstPid}/ns/pid`);
  const found = new Map<string, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${pid}/ns/pid`) !== namespace) continue;
      const name = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
      if (name.startsWith('faultline-agent')) found.set(name, Number(pid));
    } catch {
      // It has ended.
    }
  }
  return found;
}

const DEATHS: Readonly<
  Record<string, (agentProcess: ChildProcessWithoutNullStreams, firstPid: number, silence: () => void) => void>
> = {
  'its input ends': (agentProcess) => agentProcess.stdin.end(),
  'nothing is heard for four seconds': (_, __, silence) => silence(),
  'the agent is killed': (_, firstPid) =>
    process.kill(agents(firstPid).get('faultline-agent') ?? Number.NaN, 'SIGKILL'),
  'its guardian is killed': (_, firstPid) =>
    process.kill(agents(firstPid).get('faultline-agent-guardian') ?? Number.NaN, 'SIGKILL'),
  'the agent is told to end': (_, firstPid) =>
    process.kill(agents(firstPid).get('faultline-agent') ?? Number.NaN, 'SIGTERM'),
};

describePart('local', await missingForLocal(), 'a node is as before when', () => {
  for (const [what, die] of Object.entries(DEATHS)) {
    test(`${what}`, async () => {
      const node = await SmallNode.create(process.getuid?.() !== 0);
      try {
        const agentProcess = node.spawn(AGENT_COMMAND, true);
        const first = await NodeAgent.start({
          name: 'n1',
          agent: agentProcess,
          watcher: node.spawn(WATCHER_COMMAND, true),
        });
        const reader = node.start(['perl', '-e', READER]);
        await reader.line(/off 0/);
        const pid = reader.outsidePid();
        const priority = (): string => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[16] ?? '';
        const cpus = (): string => /^Cpus_allowed:.*/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[0] ?? '';
        const before = [priority(), cpus()];
        const line = { offsetNs: 60e9, ratePpm: 0, baseNs: monotonicNs() };
        const scheduling = { renewMs: 20, seed: 1 };
        await first.apply({ clock: { realtime: line }, scheduling });
        await reader.line(/off 60/);
        await first.apply({ clock: { realtime: line }, scheduling, paused: 'signal' });
        expect(stateOf(pid)).toBe('T');
        const lines = reader.lines.length;
        const began = performance.now();
        die(agentProcess, node.firstPid, () => first.close());
        await reader.line(/off 0/, lines);
        expect(performance.now() - began).toBeLessThan(5_000);
        await expect.poll(() => agents(node.firstPid).size, { timeout: 5_000 }).toBe(0);
        expect([priority(), cpus()]).toEqual(before);
        const { agent: second } = await node.agent();
        expect(await second.audit()).toEqual([]);
        expect((await second.measure({})).filter(({ ok }) => !ok)).toEqual([]);
        if (what === 'the agent is killed') {
          await expect(first.apply({})).rejects.toMatchObject({ code: 'agent-gone' });
          expect(await first.audit()).toEqual(['n1: its agent is gone']);
        }
        second.close();
      } finally {
        node.close();
      }
    });
  }
});
