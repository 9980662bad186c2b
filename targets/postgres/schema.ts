/** The tables of all clients, made once, on the primary. */
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { TargetNode } from '../../harness/contracts/target.js';
import { Connection, endpointOf } from './clients/connection.js';

const TABLES = `
CREATE TABLE registers (k text PRIMARY KEY, v integer NOT NULL);
CREATE TABLE texts (k text PRIMARY KEY, v text NOT NULL);
CREATE TABLE elements (v integer NOT NULL);
CREATE TABLE lists (k integer PRIMARY KEY, v integer[] NOT NULL);
CREATE TABLE numbers (k integer PRIMARY KEY, v integer NOT NULL);
CREATE TABLE accounts (name text PRIMARY KEY, balance integer NOT NULL);
CREATE TABLE counters (k text PRIMARY KEY, v integer NOT NULL);
CREATE TABLE jobs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v integer NOT NULL);
CREATE TABLE names (name text PRIMARY KEY, owner integer NOT NULL);
CREATE TABLE ids (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE rows_a (id integer PRIMARY KEY, k integer NOT NULL);
CREATE TABLE rows_b (id integer PRIMARY KEY, k integer NOT NULL);
CREATE INDEX ON rows_a (k);
CREATE INDEX ON rows_b (k);
`;

/** In which replicas have them; one that is too slow gets them later. */
const REPLAY_TIMEOUT_MS = 10_000;
const REPLAY_INTERVAL_MS = 20;
const BEHIND =
  'SELECT count(*)::integer AS behind FROM pg_stat_replication WHERE replay_lsn IS NULL OR replay_lsn < pg_current_wal_lsn()';

const behindRow = z.object({ behind: z.number() });

/** On the primary, and seen by its replicas. Throws when they cannot be made. */
export async function createTables(primary: TargetNode): Promise<void> {
  const connection = new Connection({ ...endpointOf(primary), isolation: 'read-committed' });
  try {
    await connection.run(TABLES);
    const deadline = performance.now() + REPLAY_TIMEOUT_MS;
    while ((await connection.one(behindRow, BEHIND)).behind > 0 && performance.now() < deadline) {
      await setTimeout(REPLAY_INTERVAL_MS);
    }
  } finally {
    connection.close();
  }
}
