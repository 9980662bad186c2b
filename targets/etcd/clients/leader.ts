/** The leader client of etcd: what the Raft of one member says of itself. */
import { z } from 'zod';
import { withoutEffect } from '../../../harness/contracts/errors.js';
import type { LeaderClient } from '../../../workloads/clients/leader.js';
import { Connection } from '../access.js';
import type { Endpoint } from '../gateway.js';
import { accept } from './answers.js';

/**
 * Term and leader at one moment. /v3/maintenance/status has no such pair: its raftTerm is the term of the entry that was
 * applied last, so that for a while after an election it tells the new leader with the term of the old one.
 */
const PATH = '/debug/vars';
const NOBODY = '0';
/** Members are named by numbers in hexadecimal, as in etcd's logs. */
const variables = z.object({ 'raft.status': z.object({ term: z.int(), lead: z.string() }) });

export function createLeaderClient(endpoint: Endpoint): LeaderClient {
  const connection = new Connection(endpoint);
  return {
    leader: async () => {
      const { 'raft.status': status } = await withoutEffect(async () => accept(await connection.get(PATH), variables));
      return status.lead === NOBODY ? null : { node: status.lead, term: status.term };
    },
    close: async () => connection.close(),
  };
}
