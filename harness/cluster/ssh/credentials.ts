/** The ways in which we may show who we are: private keys from files, and the user's agent. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AgentAuthMethod, type PublicKeyAuthMethod } from 'ssh2';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import type { SshSecrets, SshSettings } from './settings.js';

/** As OpenSSH looks for them where nobody names others. */
const USUAL_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

export type Credential = Omit<PublicKeyAuthMethod, 'username'> | Omit<AgentAuthMethod, 'username'>;

/**
 * Keys that were named come first, then the agent's, then the user's usual ones, which are left out when they are
 * encrypted and nobody says how. Throws FaultlineError 'ssh-key' for a named key that cannot be used, and
 * 'no-credentials' where there is nothing at all.
 */
export async function readCredentials(
  { keys }: Pick<SshSettings, 'keys'>,
  secrets: SshSecrets,
): Promise<readonly Credential[]> {
  const named: Credential[] = [];
  for (const file of keys) named.push({ type: 'publickey', ...(await readKey(file, secrets)) });
  const agent = process.env['SSH_AUTH_SOCK'];
  const all: Credential[] = [...named, ...(agent ? [{ type: 'agent' as const, agent }] : [])];
  if (keys.length === 0) {
    const files = USUAL_KEYS.map((name) => join(homedir(), '.ssh', name)).filter((file) => existsSync(file));
    for (const file of files) {
      const key = await readKey(file, secrets).catch(() => null);
      if (key !== null) all.push({ type: 'publickey', ...key });
    }
  }
  if (all.length > 0) return all;
  throw new FaultlineError('there is no key to log in with', {
    code: 'no-credentials',
    hint: 'name a private key (--ssh-key FILE), or start an agent that has one (ssh-add)',
  });
}

async function readKey(file: string, secrets: SshSecrets): Promise<{ key: Buffer; passphrase?: string }> {
  const fail = (why: string, hint: string): never => {
    throw new FaultlineError(`the key ${file} cannot be used: ${why}`, { code: 'ssh-key', value: file, hint });
  };
  let key: Buffer;
  try {
    key = readFileSync(file.replace(/^~(?=\/)/, homedir()));
  } catch (error) {
    return fail(messageOf(error), 'name the file of a private key after --ssh-key');
  }
  const plain = ssh2.utils.parseKey(key);
  if (!(plain instanceof Error)) return { key };
  if (!/passphrase|encrypted/i.test(plain.message)) return fail(plain.message, 'name a private key, not its .pub');
  const passphrase = await secrets.passphrase(file);
  if (passphrase === null) return fail('it is encrypted', 'give its passphrase in FAULTLINE_SSH_PASSPHRASE');
  const opened = ssh2.utils.parseKey(key, passphrase);
  return opened instanceof Error ? fail('that is not its passphrase', 'try again') : { key, passphrase };
}
