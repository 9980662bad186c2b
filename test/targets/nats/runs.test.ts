/** Whole runs of NATS by the command line: a lie that is caught, and a leader that is paused and costs nothing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { FILES, runVerdictSchema } from '../../../harness/results/index.js';
import { root } from '../../house/files.js';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { missingForNats } from './real-nats.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-nats-runs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Longer than any election of a Raft group of NATS takes to begin, which is 4 to 9 s. */
const paused = join(folder, 'paused.json');
writeFileSync(paused, JSON.stringify([{ at: '1s', fault: 'pause', for: '10s', with: { victims: 'primaries' } }]));

/** Three nodes; how it exited, what was found, and the version that a server wrote into its log. */
async function run(name: string, words: readonly string[]) {
  const all = ['run', 'nats', '--nodes', '3', '--seed', '1', ...words, '--results', join(folder, name)];
  const program = ['--import', 'tsx', join(root, 'cli/main.ts')];
  const { exitCode, stdout } = await execa(process.execPath, [...program, ...all], {
    cwd: root,
    reject: false,
    timeout: 150_000,
  });
  const read = (path: string): string => readFileSync(join(folder, name, 'latest', path), 'utf8');
  const verdict = runVerdictSchema.parse(JSON.parse(read(FILES.verdict)));
  const [, version] = /Version: +(\S+)/.exec(read('nodes/n1/nats-server.log')) ?? [];
  return { exitCode, stdout, verdict, version, history: () => read(FILES.history) };
}

describePart('local', (await missingForLocal()) ?? missingForNats, 'a run of NATS', () => {
  test('of bookworm is caught when it is made to lose a message that it acknowledged', async () => {
    const words = ['--workload', 'log', '--faults', 'none', '--time', '3s', '--plant', 'lost-send'];
    const { exitCode, stdout, verdict, version } = await run('lie', words);
    expect(exitCode, stdout).toBe(1);
    expect(verdict.liesTold).toBeGreaterThan(0);
    const kinds = verdict.properties.flatMap(({ anomalies }) => anomalies.map(({ type }) => type));
    expect(kinds).toContain('lost-write');
    expect(version).toMatch(/^2\.9\./);
  }, 150_000);

  test('of trixie loses nothing when the leader of its stream is paused until another leads', async () => {
    const words = ['--workload', 'set', '--schedule', paused, '--time', '13s', '--op-timeout', '2s'];
    const { exitCode, stdout, version, history } = await run('paused', [...words, '--set', 'release=trixie']);
    expect(exitCode, stdout).toBe(0);
    expect(version).toMatch(/^2\.10\./);
    expect(history()).toContain('"phase":"verified"');
  }, 150_000);
});
