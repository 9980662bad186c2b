/** The tables of all clients, made once; where there are several nodes, any of them makes them for all. */
import type { TargetNode } from '../../harness/contracts/target.js';
import { Connection, endpointOf } from './clients/connection.js';

/** Galera wants a primary key in each of them. */
const TABLES: readonly string[] = [
  'registers (k VARCHAR(64) PRIMARY KEY, v INT NOT NULL)',
  'texts (k VARCHAR(64) PRIMARY KEY, v TEXT NOT NULL)',
  'elements (id BIGINT AUTO_INCREMENT PRIMARY KEY, v INT NOT NULL)',
  'lists (k INT PRIMARY KEY, v TEXT NOT NULL)',
  'numbers (k INT PRIMARY KEY, v INT NOT NULL)',
  'accounts (name VARCHAR(64) PRIMARY KEY, balance INT NOT NULL)',
  'counters (k VARCHAR(64) PRIMARY KEY, v INT NOT NULL)',
  'jobs (id BIGINT AUTO_INCREMENT PRIMARY KEY, v INT NOT NULL)',
  'names (name VARCHAR(64) PRIMARY KEY, owner INT NOT NULL)',
  'ids (id BIGINT AUTO_INCREMENT PRIMARY KEY)',
  'rows_a (id INT PRIMARY KEY, k INT NOT NULL, INDEX (k))',
  'rows_b (id INT PRIMARY KEY, k INT NOT NULL, INDEX (k))',
];

/** Throws when they cannot be made. */
export async function createTables(node: TargetNode): Promise<void> {
  const connection = new Connection(endpointOf(node));
  try {
    for (const table of TABLES) await connection.run(`CREATE TABLE ${table} ENGINE=InnoDB`);
  } finally {
    connection.close();
  }
}
