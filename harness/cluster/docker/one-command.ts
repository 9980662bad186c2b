/** One command in a container made for it, for what only the engine's machine can tell. */
import type Docker from 'dockerode';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import { runLabels } from './labels.js';
import { removeContainer } from './leftovers.js';

export interface OneCommand {
  readonly image: string;
  readonly command: readonly string[];
  /** Whose it is, should we be killed meanwhile. */
  readonly runId: string;
  readonly host: Docker.HostConfig;
}

/** What the command says on both its outputs, and how it ended. Throws FaultlineError 'no-answer' when it cannot be started. */
export async function oneCommand(
  docker: Docker,
  { image, command, runId, host }: OneCommand,
): Promise<{ readonly code: number; readonly text: string }> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: [],
    Cmd: [...command],
    Labels: { ...runLabels(runId) },
    // A terminal, because its output is not multiplexed.
    Tty: true,
    HostConfig: { ...host, LogConfig: { Type: 'json-file', Config: {} } },
  });
  try {
    await container.start();
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number };
    const text = (await container.logs({ stdout: true, stderr: true })).toString().replaceAll('\r\n', '\n');
    return { code, text };
  } catch (error) {
    throw new FaultlineError(`${command[0]} could not be run by the engine: ${messageOf(error)}`, {
      code: 'no-answer',
      value: command,
      cause: error,
    });
  } finally {
    await removeContainer(container);
  }
}
