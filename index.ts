/** What `import … from 'faultline'` gives: the contracts, the generators, and `check`. */
export * from './harness/contracts/checker.js';
export * from './harness/contracts/cluster.js';
export * from './harness/contracts/errors.js';
export * from './harness/contracts/fault.js';
export * from './harness/contracts/generator.js';
export * from './harness/contracts/history.js';
export * from './harness/contracts/operation.js';
export * from './harness/contracts/target.js';
export * from './harness/contracts/test.js';
export * from './harness/contracts/workload.js';
