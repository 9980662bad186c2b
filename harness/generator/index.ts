/** Everything that generators are written with. */
export type {
  Generator,
  GeneratorContext,
  GeneratorEvent,
  GeneratorStep,
  OperationDraft,
  Random,
  Thread,
} from '../contracts/generator.js';
export { concurrencyLimit, cycle, limit, once, processLimit, repeat, timeLimit, untilOk } from './bounds.js';
export { any, mix } from './choice.js';
export { andThen, flipFlop, phases, sequence, synchronize } from './order.js';
export { delay, rate, sleep, stagger } from './pace.js';
export { createRandom, randomAt, seedFrom } from './random.js';
export { clients, eachThread, nemesis, onThreads, reserve } from './routing.js';
export { type SimulatedEvent, type SimulateOptions, simulate } from './simulate.js';
export { log, operations } from './source.js';
export { assigned, LOG } from './step.js';
export { filter, map } from './transform.js';
