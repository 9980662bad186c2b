/** A target and a workload that do nothing, and, run as a program, the client host that does it. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { serveClients } from '../../harness/clients/host/serve.js';
import { type ClosableClient, defineTarget } from '../../harness/contracts/target.js';
import { defineWorkload } from '../../harness/contracts/workload.js';

export const target = defineTarget<unknown, { readonly nothing: ClosableClient }>({
  name: 'no-op',
  describe: 'does nothing',
  software: {},
  options: z.unknown(),
  claims: () => ({}),
  processes: () => [],
  clients: { nothing: async () => ({ close: async () => {} }) },
});

export const workload = defineWorkload<ClosableClient, unknown>({
  name: 'no-op',
  describe: 'does nothing',
  client: 'nothing',
  options: z.unknown(),
  keyed: true,
  generator: () => {
    throw new Error('the bench has a generator of its own');
  },
  invoke: async () => ({ type: 'ok' }),
  checker: {
    property: 'none',
    describe: 'nothing',
    check: () => ({ property: 'none', valid: true, anomalies: [], operations: 0 }),
  },
  plants: [],
});

/** The command that runs this file as a client host. */
export const HOST_COMMAND: readonly string[] = [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url)];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await serveClients({
    input: process.stdin,
    output: process.stdout,
    load: async () => ({ target, workload }),
    log: (line) => console.error(line),
  });
  process.exit();
}
