/** Programs inside a container with their three streams in our hands. */
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import type { ShellStreams } from '../kept-shell.js';

/** Starts a command in a running container. Throws what the engine says. */
export async function execStreams(container: Docker.Container, command: readonly string[]): Promise<ShellStreams> {
  const exec = await container.exec({
    Cmd: [...command],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  container.modem.demuxStream(stream, stdout, stderr);
  // The demultiplexer never ends what it writes to.
  const end = (): void => {
    stdout.end();
    stderr.end();
  };
  for (const event of ['end', 'close', 'error']) stream.on(event, end);
  return { stdin: stream, stdout, stderr };
}
