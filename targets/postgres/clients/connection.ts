/** One connection to one server, by pg's Client, which sends a query once or not at all and never connects again by itself. */
import { Socket } from 'node:net';
import pg from 'pg';
import { z } from 'zod';
import { DefiniteFailure, Unavailable } from '../../../harness/contracts/errors.js';
import type { TargetNode } from '../../../harness/contracts/target.js';
import type { PostgresOptions } from '../options.js';
import { PORT, USER } from '../server.js';
import { commitFailure, connectFailure, isLastWord, queryFailure } from './failures.js';

const CONNECT_TIMEOUT_MS = 2_000;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface ConnectionOptions extends Endpoint {
  /** Of every transaction, a query by itself included. */
  readonly isolation: PostgresOptions['isolation'];
}

export type Values = readonly (string | number)[];

interface Opened {
  readonly client: pg.Client;
  /** It broke: nothing more is sent on it. */
  isOver: boolean;
  /** The server has said that a commit was not waited for: what it answers next is no acknowledgement. */
  isUnreplicated: boolean;
}

export function endpointOf({ address, port }: TargetNode): Endpoint {
  return { address, port: port ?? PORT };
}

/** Opened by the first query, and by the first after it broke; a query is never sent twice. Not for use by two at once. */
export class Connection {
  private socket: Socket | null = null;
  private open: Opened | null = null;
  private isClosed = false;

  constructor(private readonly options: ConnectionOptions) {}

  /** Opens it where it is not open. Throws Unavailable within 2 s when it cannot be: nothing was sent. */
  async connect(): Promise<void> {
    await this.opened();
  }

  /**
   * Sends a query and answers its rows. Throws DefiniteFailure where the server says that it was rolled back, and when it
   * was not sent; any other error means that nobody knows.
   */
  async rows<Row>(row: z.ZodType<Row>, text: string, values: Values = []): Promise<readonly Row[]> {
    return z.array(row).parse((await this.send(text, values, queryFailure)).rows);
  }

  /** As `rows`, of a query that has exactly one. */
  async one<Row>(row: z.ZodType<Row>, text: string, values: Values = []): Promise<Row> {
    const [found] = await this.rows(z.unknown(), text, values);
    return row.parse(found);
  }

  /** As `rows`, of a query that has none; answers how many rows it made, changed or deleted. */
  async run(text: string, values: Values = []): Promise<number> {
    return (await this.send(text, values, queryFailure)).rowCount ?? 0;
  }

  /**
   * Does all of `work` in one transaction and answers what it does. Throws DefiniteFailure where the server says that it
   * was rolled back; of an error at the commit nobody knows what it did, unless it is the server's word for that.
   */
  async transact<T>(work: () => Promise<T>): Promise<T> {
    await this.run('BEGIN');
    const result = await this.rolledBackUnless(work);
    const { command } = await this.send('COMMIT', [], commitFailure);
    // So the server answers the commit of a transaction in which something failed.
    if (command !== 'COMMIT') throw new DefiniteFailure(`the commit was answered by ${command}`);
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

  private async send(text: string, values: Values, failure: (error: unknown) => Error): Promise<pg.QueryResult> {
    const open = await this.opened();
    try {
      const result = await open.client.query(text, [...values]);
      if (open.isUnreplicated) throw new Error('the server has not waited for its replicas');
      return result;
    } catch (error) {
      // Nothing follows such a word but the end of the connection.
      if (isLastWord(error)) this.drop();
      throw failure(error);
    } finally {
      open.isUnreplicated = false;
    }
  }

  private async opened(): Promise<Opened> {
    if (this.isClosed) throw new DefiniteFailure('the client is closed');
    if (this.open?.isOver === false) return this.open;
    const socket = new Socket();
    this.socket = socket;
    const open = { client: this.clientOn(socket), isOver: false, isUnreplicated: false };
    open.client.on('error', () => {
      open.isOver = true;
    });
    open.client.on('end', () => {
      open.isOver = true;
    });
    open.client.on('notice', ({ message = '' }) => {
      if (message.includes('synchronous replication')) open.isUnreplicated = true;
    });
    try {
      await open.client.connect();
    } catch (error) {
      socket.destroy();
      throw connectFailure(error);
    }
    if (this.isClosed) throw new Unavailable('the client is closed');
    this.open = open;
    return open;
  }

  /** What the environment says to programs of PostgreSQL is none of ours. */
  private clientOn(socket: Socket): pg.Client {
    const { address, port, isolation } = this.options;
    return new pg.Client({
      ...{ host: address, port, user: USER, database: USER, password: 'none', ssl: false, stream: () => socket },
      ...{ application_name: 'faultline', connectionTimeoutMillis: CONNECT_TIMEOUT_MS },
      options: `-c default_transaction_isolation=${isolation.replace('-', '\\ ')}`,
    });
  }

  private drop(): void {
    if (this.open !== null) this.open.isOver = true;
    this.socket?.destroy();
  }
}
