/** Images on a real engine: made once, found ever after, and a failure shows why. Without an engine: one clear message. */
import { expect, test, vi } from 'vitest';
import { buildImage, imageId } from '../../../harness/cluster/docker/build.js';
import { diagnoseDocker } from '../../../harness/cluster/docker/diagnose.js';
import { connectEngine } from '../../../harness/cluster/docker/engine.js';
import { ensureNodeImage } from '../../../harness/cluster/docker/images.js';
import { RUN_LABEL } from '../../../harness/cluster/docker/labels.js';
import { ensureEngine } from '../../setup/engine.js';
import { missingForDocker } from '../../setup/global.js';
import { describePart } from '../../setup/parts.js';

const signal = new AbortController().signal;

test('no engine is one clear message with the next step', async () => {
  const environment = { FAULTLINE_DOCKER_SOCKET: '/nonexistent/docker.sock' };
  await expect(connectEngine(environment)).rejects.toMatchObject({
    code: 'no-docker',
    message: 'no Docker engine answers at /nonexistent/docker.sock: there is no such socket',
    hint: expect.stringContaining('apt-get install docker.io'),
  });
});

test('the tests start no engine of their own where that is forbidden', async () => {
  vi.stubEnv('FAULTLINE_NO_SETUP', '1');
  vi.stubEnv('FAULTLINE_DOCKER_SOCKET', '/nonexistent/docker.sock');
  try {
    const engine = await ensureEngine();
    expect(engine.docker).toBeNull();
    expect(engine.reason).toContain('FAULTLINE_NO_SETUP=1');
  } finally {
    vi.unstubAllEnvs();
  }
});

describePart('docker', await missingForDocker(), 'docker images', () => {
  test('the second time nothing is made', async () => {
    const docker = await connectEngine();
    const first = await ensureNodeImage(docker, { packages: [], log: () => {}, signal });
    const id = await imageId(docker, first);
    const said: string[] = [];
    expect(await ensureNodeImage(docker, { packages: [], log: (line) => said.push(line), signal })).toBe(first);
    expect(await imageId(docker, first)).toBe(id);
    expect(said).toEqual([]);
  });

  test('a build that fails shows the end of its output and leaves no container', async () => {
    const docker = await connectEngine();
    const from = await ensureNodeImage(docker, { packages: [], log: () => {}, signal });
    const options = { from, repository: 'faultline/test', tag: 'broken', signal };
    const build = buildImage(docker, { ...options, script: 'echo this is why\nfalse\necho not reached' });
    await expect(build).rejects.toMatchObject({ code: 'image-build', message: expect.stringContaining('this is why') });
    await expect(build).rejects.not.toMatchObject({ message: expect.stringContaining('not reached') });
    expect(await imageId(docker, 'faultline/test:broken')).toBeNull();
    const filters = { label: [`${RUN_LABEL}=build-broken-${process.pid}`] };
    expect(await docker.listContainers({ all: true, filters })).toEqual([]);
  });

  test('a build that is interrupted ends at once and leaves no container', async () => {
    const docker = await connectEngine();
    const from = await ensureNodeImage(docker, { packages: [], log: () => {}, signal });
    const abort = new AbortController();
    const options = { from, repository: 'faultline/test', tag: 'interrupted', signal: abort.signal };
    const build = buildImage(docker, { ...options, script: 'sleep 1000' });
    build.catch(() => {});
    const filters = { label: [`${RUN_LABEL}=build-interrupted-${process.pid}`] };
    while ((await docker.listContainers({ filters })).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    abort.abort();
    await expect(build).rejects.toThrow(/abort/i);
    expect(await docker.listContainers({ all: true, filters })).toEqual([]);
  });

  test('the doctor finds the engine', async () => {
    const findings = await diagnoseDocker();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.map(({ what }) => what)).toContain('engine');
  });
});
