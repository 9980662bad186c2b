/** Our program for client hosts, with a target of the test's own, whose one client does as it is told. */
import { z } from 'zod';
import { serveClients } from '../../../harness/clients/host/serve.js';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import { type ClosableClient, defineTarget } from '../../../harness/contracts/target.js';
import { defineWorkload } from '../../../harness/contracts/workload.js';

interface Obedient extends ClosableClient {
  readonly node: string;
  readonly options: unknown;
  /** Rejects what hangs. */
  readonly hang: () => Promise<never>;
}

const target = defineTarget<unknown, { readonly obedient: Obedient }>({
  name: 'obedient',
  describe: 'does as it is told',
  software: {},
  options: z.unknown(),
  claims: () => ({}),
  processes: () => [],
  clients: {
    obedient: async ({ node, options }) => {
      if (node.address === 'refuse') throw new Error('connection refused');
      const hanging: ((error: Error) => void)[] = [];
      return {
        ...{ node: node.name, options },
        hang: () => new Promise<never>((_, reject) => hanging.push(reject)),
        close: async () => {
          for (const reject of hanging) reject(new Error('closed'));
        },
      };
    },
  },
});

const workload = defineWorkload<Obedient, unknown>({
  name: 'orders',
  describe: 'orders',
  client: 'obedient',
  options: z.unknown(),
  keyed: false,
  generator: () => {
    throw new Error('nobody generates here');
  },
  invoke: async (client, { f, value, process: number }) => {
    if (f === 'who') return { type: 'ok', value: [client.node, client.options, number, process.pid] };
    if (f === 'same') return { type: 'ok' };
    if (f === 'refuse') throw new DefiniteFailure(`no ${String(value)}`);
    if (f === 'break') throw new Error('broken');
    if (f === 'print') console.log('{"id":1,"type":"printed"}');
    if (f === 'exit') process.exit(Number(value));
    if (f === 'hang') return client.hang();
    return { type: 'fail', error: `there is no ${f}` };
  },
  checker: {
    property: 'none',
    describe: '',
    check: () => ({ property: 'none', valid: true, anomalies: [], operations: 0 }),
  },
  plants: [],
});

console.log = console.error;
await serveClients({
  input: process.stdin,
  output: process.stdout,
  load: async (name) => {
    if (name === target.name) return { target, workload };
    throw new Error(`there is no target ${name}`);
  },
  log: (line) => console.error(line),
});
process.exit();
