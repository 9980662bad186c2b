/** Transactions that PostgreSQL commits in a second, by its own pgbench, which reads and writes five rows in each. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { startProgram } from './program.js';

const CLIENTS = 8;
const SCALE = 5;
const PORT = 25_432;
const INSTALLED = '/usr/lib/postgresql';
const INIT_TIMEOUT_MS = 120_000;

export const software = { debian: ['postgresql-15'], binaries: ['no-postgres-of-this-name'] };

/** It refuses to be root: here it is a user who is root outside. */
const AS_USER = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];

export async function postgresqlRate(folder: string, seconds: number): Promise<number> {
  const data = join(folder, 'postgresql');
  const sockets = join(folder, 'sockets');
  mkdirSync(data, { mode: 0o700 });
  mkdirSync(sockets);
  const run = (program: string, ...words: string[]): readonly string[] => [...AS_USER, programPath(program), ...words];
  const finish = async (words: readonly string[]): Promise<string> => {
    const [program = '', ...rest] = words;
    const options = { timeout: seconds * 1_000 + INIT_TIMEOUT_MS, env: { LC_ALL: 'C' } };
    return (await execa(program, rest, options)).stdout;
  };
  await finish(run('initdb', '-A', 'trust', '-U', 'postgres', '-D', data));
  const settings = [`port=${PORT}`, `unix_socket_directories=${sockets}`, 'listen_addresses='];
  const connection = ['-h', sockets, '-p', String(PORT), '-U', 'postgres'];
  const postgres = await startProgram(
    run('postgres', '-D', data, ...settings.flatMap((setting) => ['-c', setting])),
    async () => {
      await finish(run('psql', ...connection, '-c', 'select 1'));
      return true;
    },
  );
  try {
    await finish(run('pgbench', ...connection, '-i', '-q', '-s', String(SCALE), 'postgres'));
    const text = await finish(run('pgbench', ...connection, '-c', `${CLIENTS}`, '-T', `${seconds}`, 'postgres'));
    const failed = Number(/number of failed transactions: (\d+)/.exec(text)?.[1]);
    if (failed !== 0) throw new Error(`pgbench: ${failed} transactions failed`);
    return Number(/tps = ([\d.]+)/.exec(text)?.[1]);
  } finally {
    await postgres.stop();
  }
}

function programPath(name: string): string {
  const versions = readdirSync(INSTALLED).map((version) => join(INSTALLED, version, 'bin', name));
  return versions.find((path) => existsSync(path)) ?? name;
}
