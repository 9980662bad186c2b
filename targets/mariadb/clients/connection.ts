/** One connection to one server, by mysql2, which sends a statement once or not at all and never connects again by itself. */
import { connect, type Socket } from 'node:net';
import { type Connection as Client, createConnection } from 'mysql2';
import { z } from 'zod';
import { DefiniteFailure, Unavailable, withoutEffect } from '../../../harness/contracts/errors.js';
import type { TargetNode, TargetNodeContext } from '../../../harness/contracts/target.js';
import type { MariadbOptions } from '../options.js';
import { DATABASE, PORT, USER } from '../server.js';
import { commitFailure, connectFailure, isAnswer, statementFailure } from './failures.js';

const CONNECT_TIMEOUT_MS = 2_000;

export type Context = TargetNodeContext<MariadbOptions>;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export type Values = readonly (string | number)[];

interface Opened {
  readonly client: Client;
  /** It broke: nothing more is sent on it. */
  isOver: boolean;
}

const changed = z.object({ affectedRows: z.number() });
const inserted = z.object({ insertId: z.number() });

export function endpointOf({ address, port }: TargetNode): Endpoint {
  return { address, port: port ?? PORT };
}

/** A client's connection to the node that its options name, connected. Throws Unavailable where it cannot be. */
export async function connectTo({ node, nodes, options }: Context): Promise<Connection> {
  const [first = node] = options.via === 'first' ? nodes : [];
  // The client's own node may be reached another way than the others.
  const connection = new Connection(endpointOf(first.name === node.name ? node : first));
  await connection.connect();
  return connection;
}

/** Opened by the first statement, and by the first after it broke; a statement is never sent twice. Not for two at once. */
export class Connection {
  private socket: Socket | null = null;
  private open: Opened | null = null;
  private isClosed = false;

  constructor(private readonly endpoint: Endpoint) {}

  /** Opens it where it is not open. Throws Unavailable within 2 s when it cannot be: nothing was sent. */
  async connect(): Promise<void> {
    await this.opened();
  }

  /**
   * Sends a query and answers its rows. Throws DefiniteFailure where the server says that it was rolled back, and when it
   * was not sent; any other error means that nobody knows.
   */
  async rows<Row>(row: z.ZodType<Row>, text: string, values: Values = []): Promise<readonly Row[]> {
    return z.array(row).parse(await this.send(text, values, statementFailure));
  }

  /** As `rows`, of a query by itself that changes nothing. Throws DefiniteFailure, whatever fails. */
  read<Row>(row: z.ZodType<Row>, text: string, values: Values = []): Promise<readonly Row[]> {
    return withoutEffect(() => this.rows(row, text, values));
  }

  /** As `rows`, of a statement that has none; answers how many rows it made, found to change, or deleted. */
  async run(text: string, values: Values = []): Promise<number> {
    return changed.parse(await this.send(text, values, statementFailure)).affectedRows;
  }

  /** As `run`, of an INSERT; answers the id that the server gave the row. */
  async insert(text: string, values: Values = []): Promise<number> {
    return inserted.parse(await this.send(text, values, statementFailure)).insertId;
  }

  /**
   * Does all of `work` in one transaction and answers what it does. Throws DefiniteFailure where the server says that it
   * was rolled back; of an error at the commit nobody knows what it did, unless it is the server's word for that.
   */
  async transact<T>(work: () => Promise<T>): Promise<T> {
    await this.run('START TRANSACTION');
    const result = await this.rolledBackUnless(work);
    await this.send('COMMIT', [], commitFailure);
    return result;
  }

  /** Destroys the socket at once; what is under way rejects. May be called twice. */
  close(): void {
    this.isClosed = true;
    this.drop();
  }

  private async rolledBackUnless<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // Where even that fails, the server rolls back what is broken off.
      if (this.open?.isOver === false) await this.run('ROLLBACK').catch(() => this.drop());
      throw error;
    }
  }

  private async send(text: string, values: Values, failure: (error: unknown) => Error): Promise<unknown> {
    const open = await this.opened();
    try {
      return await new Promise<unknown>((resolve, reject) => {
        open.client.query(text, [...values], (error, result) => (error === null ? resolve(result) : reject(error)));
      });
    } catch (error) {
      if (!isAnswer(error)) open.isOver = true;
      throw failure(error);
    }
  }

  private async opened(): Promise<Opened> {
    if (this.isClosed) throw new DefiniteFailure('the client is closed');
    if (this.open?.isOver === false) return this.open;
    const { address, port } = this.endpoint;
    // A socket of ours: whoever waits for an answer hears it when it is destroyed, and not when mysql2 ends its own.
    const socket = connect({ host: address, port, noDelay: true });
    this.socket = socket;
    const settings = { user: USER, database: DATABASE, charset: 'utf8mb4', connectTimeout: CONNECT_TIMEOUT_MS };
    const open = { client: createConnection({ ...settings, stream: () => socket }), isOver: false };
    for (const emitter of [open.client, socket]) {
      for (const event of ['error', 'end', 'close']) {
        emitter.on(event, () => {
          open.isOver = true;
        });
      }
    }
    try {
      await new Promise<void>((resolve, reject) => {
        open.client.connect((error) => (error === null || error === undefined ? resolve() : reject(error)));
      });
    } catch (error) {
      socket.destroy();
      throw connectFailure(error);
    }
    if (this.isClosed) throw new Unavailable('the client is closed');
    this.open = open;
    return open;
  }

  private drop(): void {
    if (this.open !== null) this.open.isOver = true;
    this.socket?.destroy();
  }
}
