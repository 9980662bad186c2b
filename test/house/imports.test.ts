/** What may know what (DESIGN, "The house"): the arrows between the folders are as planned. */
import { expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './files.js';

const CATALOGUES = ['targets', 'workloads', 'nemeses', 'checkers'];

const product = sourceFiles().filter(({ path }) => !/^(test|bench|scripts)\//.test(path));

/** Every import from a file that matches to one that is not allowed, as "from -> to". */
function arrows(
  from: (path: string) => boolean,
  forbidden: (path: string, typeOnly: boolean) => boolean,
  files: readonly SourceFile[] = product,
): string[] {
  return files
    .filter(({ path }) => from(path))
    .flatMap(({ path, imports }) =>
      imports.filter((to) => forbidden(to.path, to.typeOnly)).map((to) => `${path} -> ${to.path}`),
    );
}

const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

test('the rules are looked at: there are files and imports', () => {
  expect(product.length).toBeGreaterThan(60);
  expect(product.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
});

test('nothing imports the command line', () => {
  expect(arrows((path) => !within('cli')(path), within('cli'))).toEqual([]);
});

test('the harness knows no target, workload, fault or checker', () => {
  expect(arrows(within('harness'), (to) => CATALOGUES.some((folder) => within(folder)(to)))).toEqual([]);
});

test('targets import the harness and, as types alone, the client interfaces', () => {
  const forbidden = (to: string, typeOnly: boolean): boolean =>
    !within('targets')(to) && !within('harness')(to) && !(within('workloads/clients')(to) && typeOnly);
  expect(arrows(within('targets'), forbidden)).toEqual([]);
});

test('workloads import the harness and checkers alone', () => {
  const allowed = ['workloads', 'harness', 'checkers'];
  expect(arrows(within('workloads'), (to) => !allowed.some((folder) => within(folder)(to)))).toEqual([]);
});

test('nemeses import the harness alone', () => {
  expect(arrows(within('nemeses'), (to) => !within('nemeses')(to) && !within('harness')(to))).toEqual([]);
});

test('checkers import contracts and history alone, and neither network, disk nor clock', () => {
  const allowed = ['checkers', 'harness/contracts', 'harness/history'];
  expect(arrows(within('checkers'), (to) => !allowed.some((folder) => within(folder)(to)))).toEqual([]);
  const touching = product
    .filter(({ path }) => within('checkers')(path))
    .filter(({ text }) =>
      /from 'node:(fs|net|http|https|child_process|dgram|timers|perf_hooks)|Date\.now|performance\.now|process\.hrtime/.test(
        text,
      ),
    );
  expect(touching.map(({ path }) => path)).toEqual([]);
});

test('contracts, history and generator import each other downwards and nothing else of the harness', () => {
  expect(arrows(within('harness/contracts'), (to) => !within('harness/contracts')(to))).toEqual([]);
  const history = ['harness/history', 'harness/contracts'];
  expect(arrows(within('harness/history'), (to) => !history.some((folder) => within(folder)(to)))).toEqual([]);
  const generator = ['harness/generator', ...history];
  expect(arrows(within('harness/generator'), (to) => !generator.some((folder) => within(folder)(to)))).toEqual([]);
});
