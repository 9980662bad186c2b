/** `faultline selftest client` as a user starts it, from the sources, so that targets of the tests' own share their errors. */
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { TROUBLES } from '../../../cli/selftest/trouble.js';
import { root } from '../../house/files.js';

const TIMEOUT_MS = 170_000;

const resultSchema = z.object({
  target: z.string(),
  nodes: z.number(),
  passed: z.boolean(),
  clients: z.array(
    z.object({
      client: z.string(),
      passed: z.boolean(),
      trials: z.array(
        z.object({
          operation: z.string(),
          trouble: z.enum(TROUBLES),
          answer: z.number(),
          answers: z.number(),
          said: z.string(),
          effects: z.number().nullable(),
          hasHappened: z.boolean(),
          wrongs: z.array(z.object({ wrong: z.string(), explanation: z.string() })),
        }),
      ),
      untested: z.array(z.object({ operation: z.string(), reason: z.string() })),
    }),
  ),
});

export type Result = z.infer<typeof resultSchema>;

export function start(words: readonly string[]) {
  const all = ['--import', 'tsx', join(root, 'cli/main.ts'), 'selftest', 'client', ...words];
  return execa(process.execPath, all, { cwd: root, reject: false, timeout: TIMEOUT_MS });
}

/** Its exit code, and what it printed as JSON. Throws when it printed none. */
export async function selftest(
  words: readonly string[],
): Promise<{ readonly exitCode: number; readonly result: Result }> {
  const { exitCode, stdout, stderr } = await start([...words, '--op-timeout', '500ms', '--json']);
  if (stdout === '') throw new Error(`it ended with ${exitCode}: ${stderr}`);
  return { exitCode: exitCode ?? -1, result: resultSchema.parse(JSON.parse(stdout)) };
}

/** Every wrong as "client.operation trouble: wrong", once each. */
export function wrongsIn({ clients }: Result): readonly string[] {
  const told = clients.flatMap(({ client, trials }) =>
    trials.flatMap(({ operation, trouble, wrongs }) =>
      wrongs.map(({ wrong }) => `${client}.${operation} ${trouble}: ${wrong}`),
    ),
  );
  return [...new Set(told)];
}
