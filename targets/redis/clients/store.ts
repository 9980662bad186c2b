/** What all clients are made of: commands to the master that the sentinel of their own node names. */
import { DefiniteFailure, messageOf, Unavailable } from '../../../harness/contracts/errors.js';
import type { TargetNode, TargetNodeContext } from '../../../harness/contracts/target.js';
import type { RedisOptions } from '../options.js';
import { type Endpoint, MASTER_NAME, sentinelOf, serverOf } from '../ports.js';
import { masterReply, readRole } from '../status.js';
import { type Command, Connection } from './connection.js';
import { refusalOf } from './refusals.js';

/** Half of it for the sentinel, half for the master. */
const CONNECT_TIMEOUT_MS = 2_000;
const WAIT_TIMEOUT_MS = 1_000;

export type StoreContext = Pick<TargetNodeContext<RedisOptions>, 'node' | 'nodes' | 'options'>;

/**
 * The master is asked for when an operation needs a connection and there is none, and used until that connection breaks
 * or the server refuses because it is none any more; nothing is sent twice. So who is cut off together with its node's
 * sentinel goes on with the master of before, as the clients of Redis do.
 *
 * A read that fails throws DefiniteFailure, a change only where the reply proves that it had no effect.
 */
export class Store {
  private readonly connections: { master: Connection | null; own: Connection | null } = { master: null, own: null };
  /** Those that are being opened, so that they can be closed too. */
  private readonly opening = new Set<Connection>();
  private isClosed = false;

  constructor(private readonly context: StoreContext) {}

  /** Asks for what changes nothing. */
  read(command: Command): Promise<unknown> {
    return this.withoutEffect((connection) => connection.ask(command));
  }

  /** As `read`, of several commands at one moment. */
  readAll(commands: readonly Command[]): Promise<readonly unknown[]> {
    return this.withoutEffect((connection) => connection.transact(commands));
  }

  /** Returns when the master has done it, and as many replicas have confirmed it as the options ask for. */
  change(command: Command): Promise<unknown> {
    return this.confirmed((connection) => connection.ask(command));
  }

  /** As `change`, of several commands in one transaction. */
  changeAll(commands: readonly Command[]): Promise<readonly unknown[]> {
    return this.confirmed((connection) => connection.transact(commands));
  }

  /** Destroys its sockets at once. Never throws, may be called twice. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { master, own } = this.connections;
    for (const connection of [master, own, ...this.opening]) connection?.close();
  }

  private async withoutEffect<T>(ask: (connection: Connection) => Promise<T>): Promise<T> {
    const whose = this.context.options.readsFrom === 'replica' ? 'own' : 'master';
    try {
      return await this.exchange(whose, ask);
    } catch (error) {
      throw error instanceof DefiniteFailure ? error : new DefiniteFailure(messageOf(error), { cause: error });
    }
  }

  private async confirmed<T>(ask: (connection: Connection) => Promise<T>): Promise<T> {
    const { wait } = this.context.options;
    return this.exchange('master', async (connection) => {
      const reply = await ask(connection);
      if (wait > 0) await requireReplicas(connection, wait);
      return reply;
    });
  }

  /** One exchange; after a refusal of this server the next one asks the sentinel again. */
  private async exchange<T>(whose: 'master' | 'own', ask: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.connectionTo(whose);
    try {
      return await ask(connection);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal instanceof Unavailable) connection.close();
      throw refusal ?? error;
    }
  }

  private async connectionTo(whose: 'master' | 'own'): Promise<Connection> {
    const known = this.connections[whose];
    if (known?.isOpen === true) return known;
    known?.close();
    const isOwn = whose === 'own' || this.context.nodes.length === 1;
    const endpoint = isOwn ? serverOf(this.context.node) : await this.findMaster();
    const connection = await this.open(endpoint, async (opened) => {
      if (whose === 'master' && !readRole(await opened.ask(['ROLE'])).isMaster) {
        opened.close();
        throw new Unavailable(`${endpoint.address} is not a master`);
      }
      return opened;
    });
    this.connections[whose] = connection;
    if (this.isClosed) connection.close();
    return connection;
  }

  private async findMaster(): Promise<Endpoint> {
    const { node, nodes } = this.context;
    const named = await this.open(sentinelOf(node), async (sentinel) => {
      const reply = await sentinel.ask(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_NAME]);
      sentinel.close();
      return masterReply.parse(reply);
    });
    if (named === null) throw new Unavailable('the sentinel knows of no master');
    const [address, port] = named;
    // A node may be reached by another port than its own.
    const master: TargetNode | undefined = [node, ...nodes].find((each) => each.address === address);
    return master === undefined ? { address, port } : serverOf(master);
  }

  /** Throws DefiniteFailure: before it is open nothing of an operation was sent. */
  private async open<T>(endpoint: Endpoint, first: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.isClosed) throw new DefiniteFailure('the client is closed');
    const connection = new Connection(endpoint);
    this.opening.add(connection);
    try {
      return await connection.within(CONNECT_TIMEOUT_MS / 2, async () => {
        await connection.open();
        return first(connection);
      });
    } catch (error) {
      connection.close();
      throw error instanceof DefiniteFailure ? error : new Unavailable(messageOf(error), { cause: error });
    } finally {
      this.opening.delete(connection);
    }
  }
}

/** Throws an Error that is never definite: what is to be confirmed was done already. */
async function requireReplicas(connection: Connection, wanted: number): Promise<void> {
  const confirmed = await connection.ask(['WAIT', wanted, WAIT_TIMEOUT_MS]).catch((error: unknown) => {
    throw new Error(`the change was made, and then WAIT failed: ${messageOf(error)}`);
  });
  if (typeof confirmed === 'number' && confirmed >= wanted) return;
  throw new Error(`the change was made, and of ${wanted} replicas ${String(confirmed)} confirmed it`);
}
