/** The README and docs/: references are up to date, links lead somewhere, and every command line can be parsed. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { loadTargets, workloads } from '../../cli/catalogue.js';
import { commandGuide } from '../../cli/command-guide.js';
import { visibleCommands } from '../../cli/program.js';
import { plansOfWords } from '../../cli/run.js';
import { targetGuide } from '../../cli/target-guide.js';
import { CAPABILITIES, type Capability } from '../../harness/contracts/cluster.js';
import { EXIT } from '../../harness/contracts/errors.js';
import { kill } from '../../nemeses/process/kill.js';
import { root } from '../house/files.js';
import { blocksOf, commandLinesOf, pages, wordsOf } from './documents.js';

const visible = await visibleCommands();
const targets = await loadTargets();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('docs/commands.md and docs/targets.md are up to date; if not, npm run docs writes them again', () => {
  expect(read('docs/commands.md')).toBe(commandGuide(visible));
  expect(read('docs/targets.md')).toBe(targetGuide(targets, workloads));
});

test('every page of docs/ is in the index of the README', () => {
  const missing = pages().filter((page) => page !== 'README.md' && !read('README.md').includes(`](${page})`));
  expect(missing).toEqual([]);
});

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(path: string): readonly string[] {
  const text = read(path).replaceAll(/^```\w*\n.*?^```$/gms, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages())('every link of %s leads to something that exists', (page) => {
  const text = read(page).replaceAll(/^```\w*\n.*?^```$/gms, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? '');
  const broken = links
    .filter((link) => !/^\w+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor);
    });
  expect(broken).toEqual([]);
});

/** A word that stands for another: `<run>`, NAME, N, …; a file that only its reader has does too. */
const STANDS_FOR_ANOTHER = /[<…]|\.\.\.|^\[|(^|[=:|])[A-Z][A-Z_]*([,:[]|$)/;
/** What a run reads before it starts, and no page can have with it. */
const NEEDS_MORE = ['--hosts', '--schedule', '--tls-ca', '--external'];

const everything = new Map(
  (Object.keys(CAPABILITIES) as Capability[]).map((capability) => [capability, null] as const),
);

/** Why a command line would be refused; null when it would not. */
async function refusal(line: string): Promise<string | null> {
  const words = wordsOf(line);
  const [name = '', ...rest] = words[0] === '--verbose' ? words.slice(1) : words;
  if (STANDS_FOR_ANOTHER.test(name)) return null;
  const command = visible.find((each) => each.name() === name);
  if (command === undefined) return `there is no command ${name}`;
  const isPartial = rest.some((word) => STANDS_FOR_ANOTHER.test(word) || word.endsWith('.yaml'));
  // In a text an option is named without its argument: "faultline run --faults".
  if (isPartial || rest.at(-1)?.startsWith('--') === true) return unknownOption(command, rest);
  try {
    if (name === 'run' && isWhole(rest)) {
      await plansOfWords(rest.map(inExamples), async () => everything);
      return null;
    }
    const { unknown } = command.parseOptions([...rest]);
    return unknown.length === 0 ? null : `there is no ${unknown.join(' ')}`;
  } catch (error) {
    return String(error);
  }
}

/** With a target that is there, and nothing to read that is not. */
function isWhole(words: readonly string[]): boolean {
  const [target = ''] = words;
  const isThere = targets.some((each) => each.name === target) || existsSync(inExamples(target));
  return isThere && !NEEDS_MORE.some((option) => words.includes(option));
}

function inExamples(word: string): string {
  return word.startsWith('./') ? join(root, 'docs/examples', word.slice(2)) : word;
}

function unknownOption(command: Command, words: readonly string[]): string | null {
  const unknown = words
    .filter((word) => /^\[?--/.test(word))
    .map((word) => word.replaceAll(/[[\]]/g, ''))
    .filter((word) => !command.options.some(({ long }) => long === word) && word !== '--help');
  return unknown.length === 0 ? null : `there is no ${unknown.join(' ')}`;
}

test.each(pages())('every command line of %s could be typed', async (page) => {
  const refused: string[] = [];
  for (const line of commandLinesOf(page)) {
    const why = await refusal(line);
    if (why !== null) refused.push(`${line}: ${why}`);
  }
  expect(refused).toEqual([]);
});

test('a command line that nobody could type is noticed', async () => {
  for (const line of [
    'rum etcd',
    'run etcd --fault kill',
    'run etcd --faults kil',
    'run etcd --nodes many',
    'run etcd --set read=serializable',
    'run etcd --judge linearisable',
    'run <target> --fault NAME',
    'check history.ndjson --propert set',
    'run ./slate.target.ts --set reads=remote',
  ]) {
    expect([line, await refusal(line)]).toEqual([line, expect.any(String)]);
  }
});

test('the exit codes are what the README and docs/verdicts.md say', () => {
  for (const page of ['README.md', 'docs/verdicts.md']) {
    const codes = [...read(page).matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
    expect([page, codes]).toEqual([page, Object.values(EXIT)]);
  }
});

test.each([
  ['guide-target.md', 'slate.target.ts'],
  ['guide-workload.md', 'freshness.workload.ts'],
])('what docs/%s quotes stands in %s', (guide, example) => {
  const source = read(`docs/examples/${example}`);
  const blocks = blocksOf(guide, 'ts');
  expect(blocks.length).toBeGreaterThan(1);
  expect(blocks.filter((block) => !source.includes(block))).toEqual([]);
});

test('an example is as short as its guide says, and the fault of docs/guide-fault.md is the one that exists', () => {
  expect(read('docs/examples/slate.target.ts').split('\n').length).toBeLessThanOrEqual(160);
  const [block = ''] = blocksOf('guide-fault.md', 'ts');
  const { describe, measured, limits = '', demands } = kill;
  for (const text of [describe, measured, limits, demands.because]) expect(block).toContain(text);
});
