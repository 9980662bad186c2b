/** Programs that run as root on a machine, whoever we logged in as: by sudo, whose question for a password we answer. */
import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { FaultlineError } from '../../contracts/errors.js';
import { type ShellStreams, shellCommand, shellQuote } from '../kept-shell.js';
import type { SshSecrets, SshSettings } from './settings.js';

const BEGIN_TIMEOUT_MS = 15_000;
const COMPLAINT_CHARACTERS_MAX = 2_000;

/** A command that says a token when it runs, so that sudo's words before it are no part of what it says. */
export interface RootCommand {
  readonly line: string;
  readonly token: string;
  /** What sudo asks with; null where it is not to ask. */
  readonly prompt: string | null;
}

export function rootCommand(command: readonly string[], sudo: SshSettings['sudo']): RootCommand {
  const token = randomBytes(8).toString('hex');
  const prompt = sudo === 'with-password' ? `faultline ${token}` : null;
  const script = `printf '\\036${token}\\n'; exec ${shellCommand(command)}`;
  // -k: a password that was given before and still counts would let ours through to the program.
  const words = { none: '', 'without-password': 'sudo -n -- ', 'with-password': `sudo -k -S -p '${prompt}' -- ` };
  return { line: `${words[sudo]}/bin/sh -c ${shellQuote(script)}`, token, prompt };
}

/**
 * The program's streams, from its first byte on. Throws FaultlineError 'no-root' when sudo does not let us, and
 * 'ssh-gone' when the channel ends before.
 */
export async function beginAsRoot(
  channel: ClientChannel,
  { token, prompt }: RootCommand,
  machine: string,
  secrets: SshSecrets,
): Promise<ShellStreams> {
  let complaint = '';
  let heard = Buffer.alloc(0);
  let isAnswered = false;
  const mark = Buffer.from(`\x1e${token}\n`);
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => {
      const said = complaint.replaceAll(prompt ?? '\0', '').trim();
      reject(
        new FaultlineError(`no program of ours can run as root on ${machine}: ${said || why}`, {
          code: said === '' ? 'ssh-gone' : 'no-root',
          value: machine,
          hint: 'log in as root, or use sudo: --sudo without-password, or --sudo with-password',
        }),
      );
    };
    timer = setTimeout(() => {
      channel.destroy();
      fail(`nothing came for ${BEGIN_TIMEOUT_MS} ms`);
    }, BEGIN_TIMEOUT_MS);
    const answer = async (): Promise<void> => {
      const password = isAnswered ? null : await secrets.sudoPassword();
      if (password === null) {
        complaint += isAnswered ? ' sudo does not take that password' : ' sudo wants a password, and there is none';
        channel.destroy();
        fail('');
        return;
      }
      isAnswered = true;
      complaint = '';
      channel.write(`${password}\n`);
    };
    const onComplaint = (chunk: Buffer): void => {
      complaint = (complaint + chunk.toString()).slice(-COMPLAINT_CHARACTERS_MAX);
      if (prompt !== null && complaint.includes(prompt)) void answer().catch(reject);
    };
    const onData = (chunk: Buffer): void => {
      heard = Buffer.concat([heard, chunk]);
      const at = heard.indexOf(mark);
      if (at < 0) return;
      channel.off('data', onData);
      channel.stderr.off('data', onComplaint);
      stdout.write(heard.subarray(at + mark.length));
      channel.pipe(stdout);
      channel.stderr.pipe(stderr);
      resolve();
    };
    channel.on('data', onData);
    channel.stderr.on('data', onComplaint);
    channel.once('close', () => fail('the channel ended'));
    channel.once('error', () => fail('the channel failed'));
  }).finally(() => clearTimeout(timer));
  // A connection that breaks closes its channels without their having ended.
  channel.once('close', () => {
    stdout.end();
    stderr.end();
  });
  return { stdin: channel, stdout, stderr };
}
