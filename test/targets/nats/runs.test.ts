/** Whole runs of NATS by the command line: a lie that is caught, and a leader that is paused and costs nothing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FILES } from '../../../harness/results/index.js';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { run } from '../run.js';
import { missingForNats } from './real-nats.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-nats-runs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Longer than any election of a Raft group of NATS takes to begin, which is 4 to 9 s. */
const paused = join(folder, 'paused.json');
writeFileSync(paused, JSON.stringify([{ at: '1s', fault: 'pause', for: '10s', with: { victims: 'primaries' } }]));

/** Three nodes; how it exited, what was found, and the version that a server wrote into its log. */
async function runOn(name: string, words: readonly string[]) {
  const ran = await run(['nats', '--nodes', '3', '--seed', '1', ...words], join(folder, name));
  const [, version] = /Version: +(\S+)/.exec(ran.read('nodes/n1/nats-server.log')) ?? [];
  return { ...ran, version };
}

describePart('local', (await missingForLocal()) ?? missingForNats, 'a run of NATS', () => {
  test('of bookworm is caught when it is made to lose a message that it acknowledged', async () => {
    const words = ['--workload', 'log', '--faults', 'none', '--time', '3s', '--plant', 'lost-send'];
    const { exitCode, stdout, verdict, kinds, version } = await runOn('lie', words);
    expect(exitCode, stdout).toBe(1);
    expect(verdict.liesTold).toBeGreaterThan(0);
    expect(kinds).toContain('lost-write');
    expect(version).toMatch(/^2\.9\./);
  }, 150_000);

  test('of trixie loses nothing when the leader of its stream is paused until another leads', async () => {
    const words = ['--workload', 'set', '--schedule', paused, '--time', '13s', '--op-timeout', '2s'];
    const { exitCode, stdout, version, read } = await runOn('paused', [...words, '--set', 'release=trixie']);
    expect(exitCode, stdout).toBe(0);
    expect(version).toMatch(/^2\.10\./);
    expect(read(FILES.history)).toContain('"phase":"verified"');
  }, 150_000);
});
