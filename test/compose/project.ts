/** docker-compose.yml as a user starts it, under names and in folders of a test's own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { root } from '../house/files.js';
import type { Compose } from '../setup/compose.js';
import { freePort } from '../setup/free-port.js';

const TIMEOUT_MS = 240_000;
const PROJECT_LABEL = 'com.docker.compose.project';

export interface Project {
  readonly port: number;
  readonly results: string;
  /** Runs compose with these words; answers its exit code and all that it says. */
  run(...words: readonly string[]): Promise<{ readonly exitCode: number; readonly said: string }>;
  /** Throws, with what it says, when it fails. */
  demand(...words: readonly string[]): Promise<string>;
  /** Containers, networks and volumes of this project on the engine. */
  leftovers(docker: Docker): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** `settings`: what a user would put in .env; `network`: the first three numbers of the machines' addresses. */
export async function startProject(
  { command, environment }: Compose,
  settings: Readonly<Record<string, string>>,
  network: string,
): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-compose-'));
  const results = join(folder, 'results');
  mkdirSync(results);
  const name = `faultline-compose-${process.pid}`;
  const port = await freePort();
  const socket = process.env['FAULTLINE_DOCKER_SOCKET'];
  const own = {
    ...environment,
    ...settings,
    ...(socket ? { DOCKER_HOST: `unix://${socket}`, FAULTLINE_DOCKER_SOCKET: socket } : {}),
    ...{ FAULTLINE_PORT: `${port}`, FAULTLINE_RESULTS: results, FAULTLINE_MACHINES: network },
  };
  const [program = '', ...first] = command;
  const run: Project['run'] = async (...words) => {
    const result = await execa(program, [...first, '--project-name', name, ...words], {
      ...{ cwd: root, env: own, reject: false, all: true, timeout: TIMEOUT_MS, stdin: 'ignore' },
    });
    return { exitCode: result.exitCode ?? -1, said: result.all ?? '' };
  };
  const demand: Project['demand'] = async (...words) => {
    const { exitCode, said } = await run(...words);
    if (exitCode !== 0) throw new Error(`compose ${words.join(' ')} ended with ${exitCode}: ${said.slice(-3000)}`);
    return said;
  };
  const down = (): Promise<unknown> => run('--profile', 'ssh', 'down', '--volumes', '--timeout', '2');
  return {
    ...{ port, results, run, demand },
    leftovers: async (docker) => {
      const filters = { label: [`${PROJECT_LABEL}=${name}`] };
      const containers = await docker.listContainers({ all: true, filters });
      const networks = await docker.listNetworks({ filters });
      const { Volumes: volumes } = await docker.listVolumes({ filters });
      return [...containers.flatMap(({ Names: names }) => names), ...[...networks, ...(volumes ?? [])].map(nameOf)];
    },
    remove: async () => {
      await down();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const nameOf = ({ Name: name }: { readonly Name: string }): string => name;
