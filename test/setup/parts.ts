/** Parts of the test suite that need something of the machine: skipped with the reason, and in CI only if excused. */
import { describe, test } from 'vitest';

/**
 * What no command can install. Only these parts may be skipped when CI=true; each is printed with its reason.
 */
export const EXCUSED: Readonly<Record<string, string>> = {
  'shared-histories': 'the etcd and kv histories come from elsewhere and are not part of this repository',
  'control-groups': 'only root can make control groups, and only where their hierarchy may be written',
  'open-folder': 'where this repository stands in a folder of root alone, nobody else can run what is in it',
  netem: 'a kernel without netem cannot be given it by a command',
};

/**
 * A `describe` for a part that needs something. `missing` says what is not there, null when all is.
 */
export function describePart(part: string, missing: string | null, title: string, body: () => void): void {
  if (missing === null) {
    describe(title, body);
    return;
  }
  console.warn(`skipped: ${title}: ${missing}`);
  if (process.env['CI'] === 'true' && EXCUSED[part] === undefined) {
    test(`${title} can run in CI`, () => {
      throw new Error(`${part} is missing: ${missing}`);
    });
    return;
  }
  describe.skip(`${title} (${missing})`, body);
}
