/** The catalogue of faults. */
import type { AnyFault } from '../harness/contracts/fault.js';
import { clockDrift, clockStrobe } from './clock/rates.js';
import { clockJump, clockLeap, clockOutlier, clockSkew } from './clock/steps.js';
import { diskError, diskFull, readOnly, slowDisk } from './disk/ailing.js';
import { bitRot, corruptFile, truncateFile } from './disk/damage.js';
import { loseUnsynced, rollback, tornWrite, wipe } from './disk/forgetting.js';
import { addNode, removeNode, replaceNode } from './membership/members.js';
import { delay } from './network/delay.js';
import { corrupt, duplicate, reorder } from './network/garble.js';
import { loss } from './network/loss.js';
import { bandwidth, mtu, responseLoss } from './network/narrow.js';
import { partition } from './network/partition.js';
import { swizzle } from './network/swizzle.js';
import { crashStop, kill, killAll, rollingRestart, stop } from './process/kill.js';
import { freeze, pause, stutter } from './process/pause.js';
import { memory, scheduling, slow } from './process/starve.js';

export const faults: readonly AnyFault[] = [
  ...[partition, swizzle, loss, delay, duplicate, reorder, corrupt, bandwidth, mtu, responseLoss],
  ...[kill, stop, crashStop, killAll, rollingRestart, pause, freeze, stutter, slow, memory, scheduling],
  ...[clockJump, clockDrift, clockStrobe, clockLeap, clockSkew, clockOutlier],
  ...[loseUnsynced, tornWrite, diskError, diskFull, readOnly, slowDisk],
  ...[wipe, rollback, bitRot, corruptFile, truncateFile],
  ...[removeNode, replaceNode, addNode],
];
