/** What it takes to get onto machines by ssh; what is secret in it is asked for when it is needed, and kept nowhere. */
import type { z } from 'zod';
import type { sshHostSchema, sshSchema } from '../../contracts/test.js';

export type SshHost = z.infer<typeof sshHostSchema>;
export type SshSettings = z.infer<typeof sshSchema>;

/** Asked when it is needed; null: there is none, and nobody to ask. */
export interface SshSecrets {
  /** Of the private key in this file, which is encrypted. */
  passphrase(file: string): Promise<string | null>;
  /** For sudo on the machines. */
  sudoPassword(): Promise<string | null>;
}

/** Nobody is asked for anything. */
export const NO_SECRETS: SshSecrets = { passphrase: async () => null, sudoPassword: async () => null };

/** As people write it. */
export function sayHost({ user, host, port }: SshHost): string {
  return `${user}@${host}${port === 22 ? '' : `:${port}`}`;
}
