/** Schedules of faults: drawn from a seed or written by hand; plain data, saved with the run, the same for the same seed. */
export { readHandWritten } from './by-hand.js';
export { drawSchedule, type Mix, type ScheduleOptions, type Spacing } from './draw.js';
export { readDuration, writeDuration } from './duration.js';
export { type FaultChoice, type FaultEntry, plainEntry, type Range } from './entry.js';
export {
  describeSchema,
  listParameters,
  type ParameterDescription,
  parameterSchema,
  parametersOf,
} from './parameter-list.js';
export { readFixed } from './parameters.js';
export { lasts, rehearse, sparesFor } from './rehearse.js';
export { drawSwarm, type Swarm } from './swarm.js';
export { parseScheduleText } from './text.js';
