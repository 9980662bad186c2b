/** Asks for a password on the terminal, without showing it. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { EXIT, FaultlineError } from '../harness/contracts/errors.js';

/** Throws FaultlineError 'interrupted' on Ctrl-C and Ctrl-D. */
export async function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  // Only now: whoever types as soon as they are asked must not see it.
  process.stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.question('', resolve);
      reader.on('close', () =>
        reject(new FaultlineError('no password was given', { code: 'interrupted', exitCode: EXIT.interrupted })),
      );
      reader.on('SIGINT', () => reader.close());
    });
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
