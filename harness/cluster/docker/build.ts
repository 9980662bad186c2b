/** Makes an image by running a script in a container of another one: no builder, no build context, nothing left over. */
import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { FaultlineError } from '../../contracts/errors.js';
import { unlessGone } from './engine.js';
import { IMAGE_LABELS, runLabels } from './labels.js';
import { removeContainer } from './leftovers.js';

const BUILD_TIMEOUT_MS = 15 * 60_000;
const TAIL_LINES = 15;

export interface BuildOptions {
  /** Image to start from. */
  readonly from: string;
  readonly repository: string;
  readonly tag: string;
  /** For `sh -e`, on stdin; so nothing of it is written into the image or its history. */
  readonly script: string;
  readonly signal: AbortSignal;
  /** Files and folders of this machine that are there before the script runs, in these folders of the image. */
  readonly files?: readonly { readonly from: string; readonly into: string }[];
  /** Of every program in the image. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Does the engine have this image? */
export async function imageId(docker: Docker, reference: string): Promise<string | null> {
  return (await unlessGone(docker.getImage(reference).inspect()))?.Id ?? null;
}

/**
 * Builds an image, unless it is there when the script is done. The network is the host's. Throws FaultlineError
 * 'image-build' with the end of the script's output.
 */
export async function buildImage(docker: Docker, options: BuildOptions): Promise<void> {
  const { repository, tag } = options;
  const container = await docker.createContainer({
    Image: options.from,
    Cmd: ['/bin/sh', '-e', '-s'],
    Labels: runLabels(`build-${tag}-${process.pid}`),
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: { NetworkMode: 'host' },
  });
  const abort = (): void => void container.remove({ force: true }).catch(() => {});
  const timer = setTimeout(abort, BUILD_TIMEOUT_MS);
  options.signal.addEventListener('abort', abort);
  try {
    options.signal.throwIfAborted();
    const stream = await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true });
    for (const { from, into } of options.files ?? []) await copyInto(container, from, into);
    const output = new PassThrough();
    docker.modem.demuxStream(stream, output, output);
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await container.start();
    // A program of the script that reads its stdin would eat the rest of the script.
    stream.end(`{\n${options.script}\n} </dev/null\n`);
    const ended = (await unlessGone(container.wait())) as { StatusCode: number } | null;
    options.signal.throwIfAborted();
    // It is gone when it took too long.
    const exitCode = ended?.StatusCode ?? null;
    if (exitCode !== 0) {
      const tail = text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n    ');
      throw new FaultlineError(
        `the image ${repository}:${tag} could not be made; the end of its output:\n    ${tail}`,
        {
          code: 'image-build',
          value: options.from,
          hint: 'see whether apt-get update works on this machine',
        },
      );
    }
    if ((await imageId(docker, `${repository}:${tag}`)) === null) {
      const settings = Object.entries(options.environment ?? {}).map(([name, value]) => `ENV ${name}=${value}`);
      await container.commit({
        repo: repository,
        tag,
        changes: ['CMD ["/bin/sh"]', IMAGE_LABELS, ...settings].join('\n'),
      });
    }
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', abort);
    await removeContainer(container);
  }
}

/** As root's, whoever has them here. */
async function copyInto(container: Docker.Container, from: string, into: string): Promise<void> {
  const words = ['-C', dirname(from), '--owner=0', '--group=0', '-c', basename(from)];
  const tar = spawn('tar', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await container.putArchive(tar.stdout, { path: into });
}
