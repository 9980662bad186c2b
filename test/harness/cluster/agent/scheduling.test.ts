/** Scheduling: each thread is given something else again and again, and afterwards what it had. */
import { readdirSync, readFileSync } from 'node:fs';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { missingForLocal } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';
import { SmallNode, sleep } from './small-node.js';

/** Policy, niceness and CPUs of every thread of a process, as the kernel says. */
function scheduling(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const cpus = /^Cpus_allowed:\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1'))?.[1];
      return [`policy ${fields[38]} nice ${fields[16]} cpus ${cpus}`];
    } catch {
      // The thread has ended.
      return [];
    }
  });
}

/** Four threads of Node's own pool, and more from now on. */
const THREADS = `
const { Worker } = require('node:worker_threads');
setInterval(() => new Worker('setTimeout(() => {}, 300)', { eval: true }), 50);
console.log('up');
`;

for (const user of process.getuid?.() === 0 ? [false, true] : [true]) {
  const where = user ? 'in a user namespace' : 'as root';
  describePart('local', await missingForLocal(), `scheduling ${where}`, () => {
    test('changes every renewMs, and is undone for old and new threads', async () => {
      const node = await SmallNode.create(user);
      try {
        const { agent } = await node.agent();
        expect(agent.refusals).toEqual([]);
        const program = node.start([process.execPath, '-e', THREADS]);
        await program.line(/up/);
        const pid = program.outsidePid();
        execaSync('renice', ['-n', '3', '-p', String(pid)]);
        const before = scheduling(pid)[0];
        const plain = before?.replace(/nice \d+/, 'nice 0');
        const condition = { scheduling: { renewMs: 30, seed: 5 } };
        await agent.apply(condition);
        const seen = new Set<string>();
        for (let look = 0; look < 20; look += 1) {
          for (const setting of scheduling(pid)) seen.add(setting);
          await sleep(20);
        }
        expect(seen.size).toBeGreaterThan(4);
        // A real-time policy would starve a small machine.
        expect([...seen].some((setting) => /policy [126]/.test(setting))).toBe(false);
        if (user) expect([...seen].every((setting) => /nice [03] /.test(setting))).toBe(true);
        expect((await agent.measure(condition)).filter(({ ok }) => !ok)).toEqual([]);
        expect((await agent.measure({})).filter(({ ok }) => !ok)).toHaveLength(1);
        expect(await agent.audit()).toHaveLength(1);
        await agent.apply({});
        expect(new Set([before, plain].concat(scheduling(pid)))).toEqual(new Set([before, plain]));
        expect((await agent.measure({})).filter(({ ok }) => !ok)).toEqual([]);
        expect(await agent.audit()).toEqual([]);
        agent.close();
      } finally {
        node.close();
      }
    });
  });
}
