/** What is there to be copied is right: the suites of this project, the example workflow, and the commands in docs/ci.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readSuite } from '../../../cli/suite/read.js';
import { suiteSchema } from '../../../cli/suite/shape.js';
import { root } from '../../house/files.js';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

const main = join(root, 'dist/cli/main.js');
const suites = readdirSync(join(root, 'suites')).filter((name) => name.endsWith('.yaml'));
const workflowText = readFileSync(join(root, 'docs/examples/github-workflow.yaml'), 'utf8');
const guide = readFileSync(join(root, 'docs/ci.md'), 'utf8');

const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const workflow = z
  .object({ jobs: z.record(z.string(), z.object({ needs: z.string().optional(), steps: z.array(stepSchema) })) })
  .parse(parse(workflowText));
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

// What a machine cannot do is refused when a suite is read.
describePart('local', await missingForLocal(), 'the suites of this project', () => {
  test.each(suites)('%s is a suite whose every run can be planned', async (name) => {
    const suite = await readSuite(join(root, 'suites', name), () => 1);
    expect(suite.runs.length).toBeGreaterThan(3);
    expect(suite.expectations.some(({ kind }) => kind === 'found')).toBe(true);
  });

  test('the smoke suite is meant to take less than two minutes', async () => {
    const { runs } = await readSuite(join(root, 'suites/smoke.yaml'), () => 1);
    expect(runs.every(({ target }) => target === 'reference')).toBe(true);
    // Nodes take some four seconds to come and to go.
    expect(runs.reduce((sum, { test: { timeMs } }) => sum + timeMs + 4_000, 0)).toBeLessThan(120_000);
  });
});

test('the example names artifacts as GitHub allows, each of them once', () => {
  const names = steps
    .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
    .map((step) => `${step.with?.['name']}`);
  expect(names.length).toBe(2);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name.replaceAll(/\$\{\{ matrix\.shard \}\}/g, '1')).not.toMatch(/[":<>|*?\r\n\\/$]/);
});

test('the example waits for jobs that there are, and merges as many shards as it runs', () => {
  for (const { needs } of Object.values(workflow.jobs)) {
    if (needs !== undefined) expect(Object.keys(workflow.jobs)).toContain(needs);
  }
  const [, list = ''] = /shard: \[(.*?)\]/.exec(workflowText) ?? [];
  const count = list.split(',').length;
  expect(workflowText).toContain(`--shard \${{ matrix.shard }}/${count} `);
});

/** Every `faultline ...` in a text, continued lines and placeholders as the shell would see them. */
function commandsIn(texts: readonly string[]): readonly (readonly string[])[] {
  return texts
    .flatMap((text) => text.split(/\n|&&/))
    .flatMap((line) => /(?:^|\s)faultline\s+(.*)$/.exec(line)?.[1] ?? [])
    .map((words) =>
      words
        .replaceAll(/\$\{\{ matrix\.shard \}\}/g, '2')
        .trim()
        .split(/\s+/),
    );
}

const blocks = [...guide.matchAll(/^```(?:sh)?\n(.*?)^```/gms)].map(([, text = '']) => text);
const commands = [...commandsIn(steps.flatMap(({ run }) => run ?? [])), ...commandsIn(blocks)];

test('there are commands to be looked at', () => {
  expect(commands.map(([name]) => name)).toEqual(expect.arrayContaining(['suite', 'merge', 'doctor']));
});

describePart('local', await missingForLocal(), 'a command to be copied', () => {
  test.each(commands.map((words) => ({ words, line: words.join(' ') })))(
    'faultline $line can be parsed',
    async ({ words }) => {
      const [name = ''] = words;
      const more = name === 'suite' ? ['--dry-run'] : ['--help'];
      const { exitCode, stderr } = await execa(process.execPath, [main, ...words, ...more], {
        cwd: root,
        reject: false,
      });
      expect([exitCode, stderr]).toEqual([0, '']);
      if (name === 'suite') return;
      // Help is given whatever stands beside it: the options must be there too.
      const { stdout } = await execa(process.execPath, [main, name, '--help'], { cwd: root });
      for (const option of words.filter((word) => word.startsWith('--')))
        expect(stdout).toContain(option.split('=')[0]);
    },
  );
});

test('every example of a suite in docs/ci.md is one', () => {
  const examples = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThan(2);
  for (const example of examples) expect(suiteSchema.safeParse(parse(example)).error?.message).toBeUndefined();
});
