/** The program of one node of the reference store: node main.js --config '<JSON>'. */
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { configSchema } from './config.js';
import { startNode } from './node.js';

const BAD_USAGE = 64;

function log(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
}

/** The node says so, and ends at once: others are right without it, and it may be wrong. */
function fail(error: unknown): void {
  writeSync(2, `FATAL ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

function readConfig(): z.infer<typeof configSchema> | string {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  if (values.config === undefined) return "say --config '<JSON>'";
  try {
    const parsed = configSchema.safeParse(JSON.parse(values.config));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch (error) {
    return `the config is no JSON: ${String(error)}`;
  }
}

const config = readConfig();
if (typeof config === 'string') {
  process.stderr.write(`${config}\n`);
  process.exitCode = BAD_USAGE;
} else {
  process.on('uncaughtException', fail);
  process.on('SIGTERM', () => process.exit(0));
  startNode(config, { log, fail }).catch(fail);
}
