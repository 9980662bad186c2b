/** The catalogue of faults. */
import type { AnyFault } from '../harness/contracts/fault.js';
import { kill } from './kill.js';
import { partition } from './partition.js';
import { pause } from './pause.js';

export const faults: readonly AnyFault[] = [partition, kill, pause];
