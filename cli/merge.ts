/** `faultline merge`: the results of a suite's shards as one, with one index page, one JUnit file and one exit code. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { announce } from './suite/announce.js';
import { gather, readShards } from './suite/gather.js';
import { takeFolder, writeSuite } from './suite/write.js';

export const mergeCommand = new Command('merge')
  .description("put the results of a suite's shards together (docs/ci.md)")
  .argument('<folders...>', 'what `faultline suite --shard` left')
  .requiredOption('--into <folder>', 'where they go; it must have no results yet')
  .option('--json', 'print suite.json')
  .action((folders: readonly string[], options: { readonly into: string; readonly json?: boolean }) => {
    const sources = readShards(folders);
    const folder = resolve(options.into);
    takeFolder(folder);
    const { record, renamed } = gather(sources, folder);
    for (const line of renamed) process.stderr.write(`${line}\n`);
    const why = writeSuite(folder, record);
    if (why !== null) process.stderr.write(`the index page could not be written: ${why}\n`);
    // The shards have told of their runs themselves.
    const missing = record.runs.filter(({ outcome }) => outcome === 'not run');
    announce({ record, folder, json: options.json === true, annotated: { ...record, runs: missing } });
    process.exitCode = record.exitCode;
  });
