/** Slate, as Faultline needs to know it: how to start it, when it is ready, what it promises, and a client. */
import { realpathSync } from 'node:fs';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type ClientInterfaces, DefiniteFailure, defineTarget, type Readiness, type TargetNode } from 'faultline';
import { z } from 'zod';

const PORT = 7000;
const PROGRAM = fileURLToPath(new URL('slate.mjs', import.meta.url));
const READY_TIMEOUT_MS = 1_000;

/** What `--set reads=local` sets. A strict object: a misspelt option is refused. */
const options = z.strictObject({
  reads: z
    .enum(['primary', 'local'])
    .default('primary')
    .describe('who answers reads: the primary alone, or every node from its own copy'),
});

type SlateOptions = z.infer<typeof options>;

export default defineTarget<SlateOptions, Pick<ClientInterfaces, 'register'>>({
  name: 'slate',
  describe: 'slate: a key-value store of one file, with one primary',
  // A local node sees the machine's files; these are named so that other kinds of nodes see them too.
  software: { files: [process.execPath, PROGRAM, realpathSync(PROGRAM)] },
  options,

  // What its author promises, and where that can be read. With --set reads=local it is promised all the same: a lie.
  claims: () => ({
    register: {
      property: 'linearizable',
      source: 'docs/guide-target.md',
      under: { timing: 'partially-synchronous', nodes: 'crash-recovery', links: 'fair-loss' },
    },
  }),

  // What runs on a node. Kills and pauses are done to it, and what it stores in /data outlives them.
  processes: ({ node, nodes, options: { reads } }) => [
    {
      name: 'slate',
      command: [
        ...[process.execPath, PROGRAM, '--name', node.name, '--listen', node.address],
        ...['--primary', primaryOf(nodes).address, '--data', '/data', '--reads', reads],
      ],
      dataFolders: ['/data'],
      ready: () => readiness(node),
    },
  ],

  // Where clients are served, for whoever puts something between: faultline selftest.
  clientPort: PORT,

  // For faults with victims=primaries.
  primaries: async ({ nodes }) => [primaryOf(nodes).name],

  clients: { register: async ({ node }) => new SlateClient(node) },
});

function primaryOf(nodes: readonly TargetNode[]): TargetNode {
  const [first] = nodes;
  if (first === undefined) throw new Error('a cluster has at least one node');
  return first;
}

/** Ready: it answers a read that goes through the primary. */
async function readiness(node: TargetNode): Promise<Readiness> {
  const client = new SlateClient(node);
  const late = setTimeout(() => void client.close(), READY_TIMEOUT_MS);
  try {
    await client.compareAndSet('ready', 0, 0);
    return { ready: true };
  } catch (error) {
    return { ready: false, reason: String(error) };
  } finally {
    clearTimeout(late);
    await client.close();
  }
}

const answerSchema = z.object({ value: z.int().nullable().default(null), swapped: z.boolean().default(false) });

/**
 * One client of one node. A method returns when the store has answered. It throws DefiniteFailure when the operation
 * surely had no effect, and anything else when nobody knows. It never asks twice.
 */
class SlateClient {
  private readonly cancel = new AbortController();

  constructor(private readonly node: TargetNode) {}

  async read(key: string): Promise<number | null> {
    try {
      return (await this.ask({ op: 'read', key })).value;
    } catch (error) {
      // Whatever became of it: a read changes nothing.
      throw new DefiniteFailure(String(error));
    }
  }

  async write(key: string, value: number): Promise<void> {
    await this.ask({ op: 'write', key, value });
  }

  async compareAndSet(key: string, from: number, to: number): Promise<boolean> {
    return (await this.ask({ op: 'cas', key, from, to })).swapped;
  }

  /** Whatever is under way is broken off. */
  async close(): Promise<void> {
    this.cancel.abort();
  }

  private ask(body: object): Promise<z.infer<typeof answerSchema>> {
    return new Promise((resolve, reject) => {
      let isConnected = false;
      const fail = (error: Error): void =>
        // Without a connection not a byte was sent. With one, the store may have done it.
        reject(isConnected ? error : new DefiniteFailure(error.message));
      const where = { host: this.node.address, port: this.node.port ?? PORT, method: 'POST', agent: false };
      const sent = request({ ...where, signal: this.cancel.signal }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', fail);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (response.statusCode !== 200) return fail(new Error(text));
          resolve(answerSchema.parse(JSON.parse(text)));
        });
      });
      sent.on('socket', (socket) =>
        socket.on('connect', () => {
          isConnected = true;
        }),
      );
      sent.on('error', fail);
      sent.end(JSON.stringify(body));
    });
  }
}
