/** Programs inside a container with their three streams in our hands. */
import { PassThrough, type Readable, type Writable } from 'node:stream';
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

/** The streams of a container's own program, before it is started; what it says on stderr goes to `stderr`. */
export async function attachStreams(
  container: Docker.Container,
  stderr: Writable,
): Promise<{ readonly stdin: Writable; readonly stdout: Readable }> {
  const stream = await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true });
  const stdout = new PassThrough();
  container.modem.demuxStream(stream, stdout, stderr);
  const stdin = new PassThrough();
  stdin.pipe(stream);
  // Our half would keep the connection, and with it this process.
  const end = (): void => {
    stdout.end();
    stream.end();
  };
  for (const event of ['end', 'close', 'error']) stream.on(event, end);
  return { stdin, stdout };
}
