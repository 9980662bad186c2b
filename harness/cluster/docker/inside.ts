/** Probes in the containers of the target's processes: scripts for whatever shell their image has. */
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { messageOf } from '../../contracts/errors.js';

/** What a script of ours came to in a container. */
export interface Seen {
  readonly code: number | null;
  readonly text: string;
}

/** 128 + SIGKILL. */
export const KILLED = 137;
/** As timeout(1) says it. */
export const TIMED_OUT = 124;
const INSIDE_TIMEOUT_MS = 5_000;

/** Runs a script in a container that has a shell; 'ended' where the container does not run any more. */
export async function inside(
  container: Docker.Container,
  script: string,
  ...words: readonly string[]
): Promise<Seen | 'ended'> {
  const Cmd = ['/bin/sh', '-c', script, 'faultline-probe', ...words];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Seen>((resolve) => {
    timer = setTimeout(() => resolve({ code: TIMED_OUT, text: '' }), INSIDE_TIMEOUT_MS);
  });
  const running = (async (): Promise<Seen | 'ended'> => {
    const exec = await container.exec({ Cmd, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({});
    const output = new PassThrough();
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    container.modem.demuxStream(stream, output, output);
    await new Promise<void>((resolve) => {
      for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve());
    });
    const { ExitCode: code } = await exec.inspect();
    return (await container.inspect()).State.Running ? { code, text } : 'ended';
  })().catch(async (error: unknown): Promise<Seen | 'ended'> => {
    const { State: state } = await container.inspect();
    return state.Running ? { code: null, text: messageOf(error) } : 'ended';
  });
  running.catch(() => {});
  try {
    // The engine itself may be slow to answer for a container that is frozen or starved.
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
