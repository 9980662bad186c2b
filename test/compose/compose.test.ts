/** docker-compose.yml with both generations of compose: build, browse, run on docker and by ssh, and nothing left over. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { isInProgress } from '../../harness/cluster/docker/heal.js';
import { ensureNodeImage } from '../../harness/cluster/docker/images.js';
import { LABEL, RUN_LABEL } from '../../harness/cluster/docker/labels.js';
import { testSchema } from '../../harness/contracts/test.js';
import { FILES, runVerdictSchema } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { findCompose } from '../setup/compose.js';
import { missingForDocker } from '../setup/global.js';
import { describePart } from '../setup/parts.js';
import { type Project, startProject } from './project.js';

const BUILD_TIMEOUT_MS = 280_000;
const TEST_TIMEOUT_MS = 150_000;
const UP_TIMEOUT_MS = 20_000;

/** What the images grow from, without a registry: as `npm run image` says, but with machines that have etcd already. */
const settings: Record<string, string> = { FAULTLINE_TAG: 'test' };

const missing = await missingForDocker();

describePart('docker', missing, 'docker-compose.yml', () => {
  let docker: Docker;

  beforeAll(async () => {
    docker = await connectEngine();
    const folder = mkdtempSync(join(tmpdir(), 'faultline-image-'));
    const file = join(folder, '.env');
    await execa(process.execPath, [join(root, 'scripts/image.mjs'), file], { cwd: root });
    for (const [, name = '', value = ''] of readFileSync(file, 'utf8').matchAll(/^(\w+)=(.*)$/gm))
      settings[name] = value;
    rmSync(folder, { recursive: true });
    expect(Object.keys(settings)).toEqual(['FAULTLINE_TAG', 'FAULTLINE_NODE_IMAGE', 'FAULTLINE_MACHINE_IMAGE']);
    // No mirror is reached from the networks of an engine that translates no addresses.
    settings['FAULTLINE_MACHINE_IMAGE'] = await ensureNodeImage(docker, {
      packages: ['openssh-server', 'sudo', 'etcd-server'],
      log: () => {},
      signal: new AbortController().signal,
    });
  }, BUILD_TIMEOUT_MS);

  // The second generation comes first, and builds the images for both.
  for (const generation of [2, 1] as const) describeGeneration(generation, () => docker);
});

function describeGeneration(generation: 1 | 2, engine: () => Docker): void {
  describe(`compose ${generation}`, () => {
    let found: Awaited<ReturnType<typeof findCompose>>;
    let project: Project;

    beforeAll(async () => {
      found = await findCompose(generation);
      if (typeof found === 'string') throw new Error(`compose ${generation} cannot be had: ${found}`);
      project = await startProject(found, settings, `10.200.${100 + generation * 50 + (process.pid % 50)}`);
      if (generation === 2) await project.demand('--profile', 'ssh', 'build', 'controller', 'machine1');
    }, BUILD_TIMEOUT_MS);
    afterAll(() => project?.remove());

    test(
      `compose ${generation}: the results browser answers on its port, and shows what a run left`,
      async () => {
        await project.demand('up', '--detach');
        expect(await browse(project)).toContain('<title>');
        const [outcome, lives] = await Promise.all([
          project.run('run', '--rm', 'controller', ...RUN, '--on', 'docker', '--nodes', '3'),
          watchRun(engine(), project),
        ]);
        expect(outcome, outcome.said).toMatchObject({ exitCode: 0 });
        const { id, test: done } = latest(project);
        expect(done.cluster).toBe('docker');
        // Seen from outside of its container the controller was alive until it gave its nodes back: `heal` would spare it.
        const end = lives.lastIndexOf(true) + 1;
        expect(end).toBeGreaterThan(3);
        expect(lives.slice(0, end)).not.toContain(false);
        expect(await browse(project)).toContain(id);
        expect(await ofRun(engine(), id)).toEqual([]);
      },
      TEST_TIMEOUT_MS,
    );

    test(
      `compose ${generation}: the controller gets into the machines of the profile ssh without being told how`,
      async () => {
        const machines = ['machine1', 'machine2', 'machine3'];
        await project.demand('--profile', 'ssh', 'up', '--detach', '--no-build', ...machines);
        const hosts = machines.map((name) => `root@${name}`).join(',');
        const words = ['run', 'etcd', '--time', '7s', ...PARTITION, '--on', 'ssh'];
        const outcome = await project.run('run', '--rm', 'controller', ...words, '--hosts', hosts, '--keep-software');
        expect(outcome, outcome.said).toMatchObject({ exitCode: 0 });
        expect(latest(project).test.ssh?.hosts.map(({ host }) => host)).toEqual(machines);
      },
      TEST_TIMEOUT_MS,
    );

    test(
      `compose ${generation}: nothing of it is a run to heal, and nothing is left when it is down`,
      async () => {
        const docker = engine();
        const before = await project.leftovers(docker);
        expect(before.length).toBeGreaterThan(5);
        const ours = await docker.listContainers({ all: true, filters: { label: [`${LABEL}=1`] } });
        expect(ours.flatMap(({ Names: names }) => names).filter((name) => before.includes(name))).toEqual([]);
        await project.demand('--profile', 'ssh', 'down', '--volumes', '--timeout', '5');
        expect(await project.leftovers(docker)).toEqual([]);
        expect(existsSync(join(project.results, 'latest', FILES.report))).toBe(true);
      },
      TEST_TIMEOUT_MS,
    );
  });
}

/** One link is cut, so that some leader keeps a majority: who must elect one anew may take longer than a test has. */
const PARTITION = [
  ...['--faults', 'partition:shape=link:how=reject', '--interval', '5s', '--fault-duration', '3s', '--seed', '1'],
  ...['--op-timeout', '1s'],
];
const RUN = ['run', 'reference', '--time', '7s', ...PARTITION];

/** The page of the results browser, once it answers. */
async function browse({ port }: Project): Promise<string> {
  const deadline = performance.now() + UP_TIMEOUT_MS;
  for (;;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      expect(answer.status).toBe(200);
      return await answer.text();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** Whether the project's run is in progress, asked from its first network to its last. */
async function watchRun(docker: Docker, { results }: Project): Promise<readonly boolean[]> {
  const answers: boolean[] = [];
  const deadline = performance.now() + TEST_TIMEOUT_MS;
  while (performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const ids = runIds(results);
    const networks = await docker.listNetworks({ filters: { label: [`${LABEL}=1`] } });
    const own = networks.find(({ Name: name }) => ids.some((id) => name.includes(id)));
    if (own === undefined && answers.length > 0) return answers;
    if (own === undefined) continue;
    const labels = own.Labels ?? {};
    const isAlive = await isInProgress(docker, labels[RUN_LABEL] ?? '', labels);
    // It may have ended while we asked.
    const { length } = await docker.listNetworks({ filters: { id: [own.Id] } });
    if (length > 0) answers.push(isAlive);
  }
  return answers;
}

function runIds(results: string): readonly string[] {
  return readdirSync(results).flatMap((name) => (name === 'latest' ? [] : readdirSync(join(results, name))));
}

function latest({ results }: Project) {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(results, 'latest', name), 'utf8'));
  const done = testSchema.parse(json(FILES.test));
  expect(runVerdictSchema.parse(json(FILES.verdict)).valid).toBe(true);
  const id = runIds(results).find((each) => each.endsWith(`-${done.seed}`));
  if (id === undefined) throw new Error(`no run of the seed ${done.seed} is in ${results}`);
  return { id, test: done };
}

/** What is still on the engine of a run. */
async function ofRun(docker: Docker, id: string): Promise<readonly string[]> {
  const containers = await docker.listContainers({ all: true });
  const names = containers.flatMap(({ Names: own }) => own);
  const networks = (await docker.listNetworks()).map(({ Name: name }) => name);
  const { Volumes: volumes } = await docker.listVolumes();
  return [...names, ...networks, ...(volumes ?? []).map(({ Name: name }) => name)].filter((name) => name.includes(id));
}
