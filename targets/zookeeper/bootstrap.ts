/** The folders that all clients count on. */
import { UsageError } from '../../harness/contracts/errors.js';
import type { TargetContext } from '../../harness/contracts/target.js';
import { CODES, unless } from './clients/errors.js';
import { create } from './clients/requests.js';
import { Session } from './clients/session.js';
import { endpointOf } from './four-letter-words.js';
import type { ZookeeperOptions } from './options.js';
import { BARRIER, FOLDERS } from './paths.js';

/** May be done again. */
export async function makeFolders({ nodes, options }: TargetContext<ZookeeperOptions>): Promise<void> {
  const [first] = nodes;
  if (first === undefined) throw new UsageError('there are no nodes', { code: 'bad-nodes', hint: 'say --nodes 3' });
  const session = await new Session(endpointOf(first), options.sessionTimeoutMs).open();
  try {
    for (const path of [...Object.values(FOLDERS), BARRIER]) {
      await unless(CODES.nodeExists, session.ask(create(path, null, 'persistent')), () => null);
    }
  } finally {
    session.close();
  }
}
