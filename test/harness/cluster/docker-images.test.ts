/** Images on a real engine: made once, found ever after, and a failure shows why. Without an engine: one clear message. */
import { expect, test } from 'vitest';
import { buildImage, imageId } from '../../../harness/cluster/docker/build.js';
import { diagnoseDocker } from '../../../harness/cluster/docker/diagnose.js';
import { connectEngine } from '../../../harness/cluster/docker/engine.js';
import { ensureNodeImage } from '../../../harness/cluster/docker/images.js';
import { RUN_LABEL } from '../../../harness/cluster/docker/labels.js';
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

describePart('docker', missingForDocker(), 'docker images', () => {
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

  test('the doctor finds the engine', async () => {
    const findings = await diagnoseDocker();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.map(({ what }) => what)).toContain('engine');
  });
});
