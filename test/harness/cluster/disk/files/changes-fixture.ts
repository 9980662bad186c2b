/**
 * What is stored on a node of a local cluster, changed in every way; prints what the bytes are before and after. With
 * DISK=faulty a disk that can lie is under it.
 */
import { LocalCluster } from '../../../../../harness/cluster/local/cluster.js';
import { inside } from '../../../../../harness/cluster/local/enter.js';
import { FOLDERS, refusal, tamper } from './tamper.js';

const isFaulty = process.env['DISK'] === 'faulty';
const cluster = await LocalCluster.create({
  nodes: 1,
  space: inside()?.space ?? '',
  dataFolders: FOLDERS,
  ...(isFaulty ? { faultyDisk: { seed: 7 } } : {}),
});
const [node] = cluster.nodes;
if (node === undefined) throw new Error('no node');

const tampered = await tamper(node);
const unsynced = await refusal(node.changeStorage({ kind: 'lose-unsynced', torn: false, seed: 1 }, FOLDERS));
const slow = await refusal(node.applyCondition({ disk: { slow: { delayMs: 10 } } }));
await node.applyCondition({});
const audit = await cluster.audit();
await cluster.close();
console.log(JSON.stringify({ tampered, unsynced, slow, audit }));
process.exit(0);
