/** The process of a disk as the controller sees it: requests and answers, and the news of its end. */
import { spawn } from 'node:child_process';
import { FaultlineError } from '../../contracts/errors.js';
import { type AskedChild, AskedProcess } from '../asked-process.js';
import type { Command, Response } from './control.js';

/** Starts a command where the mount is to be; its stdin, stdout and stderr are pipes. */
export type SpawnDisk = (command: readonly string[]) => AskedChild;

/** Ready when programs can use the mount. */
export class DiskProcess extends AskedProcess<Command, Response> {
  constructor(command: readonly string[], start: SpawnDisk = spawnHere) {
    super(start(command), {
      name: 'the file system that can lie',
      code: 'disk',
      hint: 'run `faultline doctor` to see whether this machine can have one',
      // Measuring a slow disk takes seconds.
      answerTimeoutMs: 60_000,
    });
  }

  /** Throws FaultlineError 'disk-gone' when it has ended, 'disk-silent' when it does not answer, or what it answers. */
  override async request(command: Command): Promise<Response> {
    const response = await super.request(command);
    if (response.error !== undefined) throw new FaultlineError(response.error.message, { code: response.error.code });
    return response;
  }
}

function spawnHere([program = '', ...words]: readonly string[]): AskedChild {
  return spawn(program, words, { stdio: 'pipe' });
}
