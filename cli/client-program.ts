/** The program of client hosts: ours or the user's, and the files of this machine that it needs where it runs. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type { ClientProgram } from '../harness/clients/client-host.js';
import type { Test } from '../harness/contracts/test.js';
import { isPath } from './catalogue.js';
import { IS_SOURCE, MAIN } from './own-command.js';

/** Where programs are found on a node. */
const NODE_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** Folders that every node has of its own, or that hold everything: of these only the file itself is shown. */
const OWN_FOLDERS = ['/', '/data', '/dev', '/etc', '/home', '/proc', '/root', '/run', '/sys', '/tmp', '/usr', '/var'];

export interface ClientPlace {
  readonly program: ClientProgram;
  /** Absolute paths, a folder before what stands in it. */
  readonly files: readonly string[];
}

/** What runs on the client hosts of a test. Paths are resolved against the folder that we are in. */
export function clientPlaceOf({ target, workload, clientCommand }: Test): ClientPlace {
  const told = { target: absolute(target), workload: absolute(workload) };
  const program =
    clientCommand === undefined
      ? { command: ourCommand(), isOurs: true, ...told }
      : { command: theirCommand(clientCommand), isOurs: false, ...told };
  const needed = program.isOurs
    ? [process.execPath, ...ourFiles(), ...[target, workload].filter(isPath).flatMap(projectOf)]
    : theirFiles(program.command);
  // A folder that is reached by a link has its modules where the link leads.
  const both = needed.flatMap((file) => [file, realpathSync(file)]);
  return { program, files: [...new Set(both)].sort() };
}

/** A word of a shell's: plain characters, escaped ones, and quoted texts. */
const WORD = /(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/gs;
const QUOTED = /\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/gs;

/** The words of a command, as a shell would part them; nothing else of a shell's is understood. */
export function parseCommand(text: string): readonly string[] {
  const words = text.match(WORD) ?? [];
  if (words.length === 0) throw new InvalidArgumentError(`"${text}" is no command.`);
  if (text.replace(WORD, '').trim() !== '') throw new InvalidArgumentError(`a quote in "${text}" has no end.`);
  return words.map((word) =>
    word.replace(QUOTED, (_, plain?: string, single?: string, double = '') => {
      return plain ?? single ?? double.replace(/\\(["\\$`])/g, '$1');
    }),
  );
}

/** The same from source as built; tsx is found from here, wherever the program is started. */
function ourCommand(): readonly string[] {
  return [process.execPath, ...(IS_SOURCE ? ['--import', import.meta.resolve('tsx')] : []), MAIN, 'client-host'];
}

/** A program that nodes do not find by themselves, and every file among its words, by their absolute paths. */
function theirCommand([program = '', ...words]: readonly string[]): readonly string[] {
  const isFile = (word: string): boolean => existsSync(word) && statSync(word).isFile();
  return [placeOf(program), ...words.map((word) => (isFile(word) ? resolve(word) : word))];
}

function placeOf(program: string): string {
  if (program.includes('/')) return resolve(program);
  if (NODE_PATH.some((folder) => existsSync(join(folder, program)))) return program;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? program;
}

function theirFiles([program = '', ...words]: readonly string[]): readonly string[] {
  const files = words.filter((word) => word.startsWith('/') && existsSync(word) && statSync(word).isFile());
  return [
    ...(program.startsWith('/') && existsSync(program) ? [installationOf(program)] : []),
    ...files.flatMap(projectOf),
  ];
}

/** What a program was installed with: all beside its folder `bin`; or else its folder. */
function installationOf(program: string): string {
  const folder = dirname(realpathSync(program));
  const whole = folder.endsWith('/bin') ? dirname(folder) : folder;
  return isShown(whole) ? whole : program;
}

/** The folder of a file's package, or else its own, with the modules that it finds; or the file alone. */
function projectOf(path: string): readonly string[] {
  const file = resolve(path);
  const own = dirname(file);
  const folder = above(own).find((each) => existsSync(join(each, 'package.json'))) ?? own;
  return isShown(folder) ? withModules(folder) : [file, ...(isShown(own) ? [own] : [])];
}

function isShown(folder: string): boolean {
  return !OWN_FOLDERS.includes(folder) && !NODE_PATH.includes(folder) && folder !== '/usr/local';
}

function withModules(folder: string): readonly string[] {
  return [
    folder,
    ...above(folder)
      .map((each) => join(each, 'node_modules'))
      .filter((each) => existsSync(each)),
  ];
}

/** A folder and those that it stands in, itself first. */
function above(folder: string): readonly string[] {
  return folder === dirname(folder) ? [folder] : [folder, ...above(dirname(folder))];
}

/** Of this package what runs, and no results of runs. */
function ourFiles(): readonly string[] {
  const here = resolve(fileURLToPath(new URL('..', import.meta.url)));
  const folder = above(here).find((each) => existsSync(join(each, 'package.json'))) ?? here;
  const [whole = folder, ...modules] = withModules(folder);
  return IS_SOURCE ? [whole, ...modules] : [here, join(folder, 'package.json'), ...modules];
}

function absolute(nameOrPath: string): string {
  return isPath(nameOrPath) ? resolve(nameOrPath) : nameOrPath;
}
