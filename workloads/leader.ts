/** Leader: every node is asked all the time who leads, and of which term. */
import { z } from 'zod';
import { leader as leaderProperty } from '../checkers/leader/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import { eachThread, limit, operations } from '../harness/generator/index.js';
import type { LeaderClient } from './clients/leader.js';
import { secondLeader } from './plants/second-leader.js';

const options = z.strictObject({});

export type LeaderOptions = z.infer<typeof options>;

/** Times that every client asks at the end, when the faults have healed. */
const FINAL_QUESTIONS = 5;

export const leader = defineWorkload<LeaderClient, LeaderOptions>({
  name: 'leader',
  describe: 'every node is asked all the time who leads',
  about:
    'Every client asks the node that it is connected to whom it takes for the leader, and in which term. Best with faults that make leaders change: kills, pauses and partitions of those that lead, and power failures that make nodes forget whom they voted for.',
  client: 'leader',
  options,
  keyed: false,
  generator: () => operations({ f: 'leader', value: null }),
  finalReads: () => eachThread(limit(FINAL_QUESTIONS, operations({ f: 'leader', value: null }))),
  invoke: async (client) => ({ type: 'ok', value: await client.leader() }),
  checker: leaderProperty,
  plants: [secondLeader],
});
