/** The process of the switch as the controller sees it: requests and answers, and the news of its end. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AskedProcess } from '../asked-process.js';
import type { Command, Response, SwitchSetup } from './control.js';
import { FROM_DEVICE, OPEN_TAPS, TO_DEVICE } from './taps.js';

/** Ready when it carries frames. Its errors are FaultlineError 'switch-gone' and 'switch-silent'. */
export class SwitchProcess extends AskedProcess<Command, Response> {
  /** Starts it, with its devices. */
  constructor(setup: SwitchSetup) {
    const main = fileURLToPath(new URL(`./main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
    const command = [process.execPath, ...process.execArgv, main, JSON.stringify(setup)];
    super(spawn('perl', ['-e', OPEN_TAPS, FROM_DEVICE, TO_DEVICE, ...command], { stdio: 'pipe' }), {
      name: 'the switch that emulates links',
      code: 'switch',
      hint: 'run `faultline doctor` to see whether this machine can emulate links',
      answerTimeoutMs: 5_000,
    });
  }
}
