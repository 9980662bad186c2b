/** Where a client's queries go: changes to a primary, and reads there too, or to the client's own node. */
import type { z } from 'zod';
import { Unavailable, withoutEffect } from '../../../harness/contracts/errors.js';
import type { ClosableClient, TargetNode, TargetNodeContext } from '../../../harness/contracts/target.js';
import type { PostgresOptions } from '../options.js';
import { isReplica } from '../status.js';
import { watchedNode } from '../watchdog.js';
import { Connection, endpointOf, type Values } from './connection.js';
import { isRefused } from './failures.js';

export type Context = TargetNodeContext<PostgresOptions>;

/** A replica refuses the serializable level; to a query by itself this one shows the same. */
const REPLICA_ISOLATION = 'repeatable-read';

/**
 * What all clients are made of. Without failover n1 is the primary, always. With it, a new client asks the node that may have
 * been promoted whether it was, and then keeps its primary, whatever becomes of it; but a client of that node asks it before
 * each operation, and moves there when it has been promoted.
 */
export class Session implements ClosableClient {
  private isMoved = false;

  /** `own`: its own node, a replica, where that is asked anything. */
  private constructor(
    private readonly context: Context,
    private main: Connection,
    private readonly own: Connection | null,
  ) {}

  /** Connected. Throws Unavailable where it cannot be. */
  static async open(context: Context): Promise<Session> {
    const { node, options } = context;
    const primary = await primaryFor(context);
    const isOwnAsked =
      primary.name !== node.name && (options.reads === 'replica' || watchedNode(context)?.name === node.name);
    const own = isOwnAsked ? new Connection({ ...endpointFor(context, node), isolation: REPLICA_ISOLATION }) : null;
    const main = new Connection({ ...endpointFor(context, primary), isolation: options.isolation });
    const session = new Session(context, main, own);
    try {
      await main.connect();
      await own?.connect();
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  /** The connection for changes. Throws Unavailable when nobody says whether it has become another. */
  async primary(): Promise<Connection> {
    const { context, own } = this;
    if (own === null || this.isMoved || watchedNode(context)?.name !== context.node.name) return this.main;
    if (await withoutEffect(() => isReplica(own))) return this.main;
    this.main.close();
    this.main = new Connection({ ...endpointOf(context.node), isolation: context.options.isolation });
    this.isMoved = true;
    return this.main;
  }

  /** Rows of one query that changes nothing, from where single reads go. Throws DefiniteFailure, whatever fails. */
  read<Row>(row: z.ZodType<Row>, text: string, values: Values = []): Promise<readonly Row[]> {
    return withoutEffect(async () => {
      const own = this.context.options.reads === 'replica' ? this.own : null;
      return (own ?? (await this.primary())).rows(row, text, values);
    });
  }

  /** As Connection.run, on the primary. */
  async change(text: string, values: Values = []): Promise<number> {
    return (await this.primary()).run(text, values);
  }

  /** As Connection.transact, on the primary. */
  async transact<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const primary = await this.primary();
    return primary.transact(() => work(primary));
  }

  /** As Connection.close. */
  async close(): Promise<void> {
    this.main.close();
    this.own?.close();
  }
}

/** The client's own node may be reached another way than the others. */
function endpointFor({ node }: Context, other: TargetNode): ReturnType<typeof endpointOf> {
  return endpointOf(other.name === node.name ? node : other);
}

/**
 * n1, unless the one that may be promoted was, or does not say: whoever took n1 then might read what was left behind. Throws
 * Unavailable.
 */
async function primaryFor(context: Context): Promise<TargetNode> {
  const [first] = context.nodes;
  if (first === undefined) throw new Unavailable('there is no node');
  const watched = watchedNode(context);
  if (watched === undefined) return first;
  const connection = new Connection({ ...endpointFor(context, watched), isolation: REPLICA_ISOLATION });
  try {
    return (await withoutEffect(() => isReplica(connection))) ? first : watched;
  } catch (error) {
    if (isRefused(error)) return first;
    throw error;
  } finally {
    connection.close();
  }
}
