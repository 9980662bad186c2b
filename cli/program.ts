/** The whole command line: one file per command. Only the one that was asked for is loaded, so that it answers at once. */
import { Command } from 'commander';
import { ownVersion } from './versions.js';

type Load = () => Promise<Command>;

/** In the order in which --help lists them. */
const VISIBLE: Readonly<Record<string, Load>> = {
  run: async () => (await import('./run.js')).runCommand,
  check: async () => (await import('./check.js')).checkCommand,
  export: async () => (await import('./export.js')).exportCommand,
  analyze: async () => (await import('./analyze.js')).analyzeCommand,
  report: async () => (await import('./report.js')).reportCommand,
  replay: async () => (await import('./replay.js')).replayCommand,
  suite: async () => (await import('./suite.js')).suiteCommand,
  merge: async () => (await import('./merge.js')).mergeCommand,
  museum: async () => (await import('./museum.js')).museumCommand,
  selftest: async () => (await import('./selftest.js')).selftestCommand,
  serve: async () => (await import('./serve.js')).serveCommand,
  prune: async () => (await import('./prune.js')).pruneCommand,
  shell: async () => (await import('./shell.js')).shellCommand,
  doctor: async () => (await import('./doctor.js')).doctorCommand,
  heal: async () => (await import('./heal.js')).healCommand,
  list: async () => (await import('./list.js')).listCommand,
};

/** Started by us. */
const HIDDEN: Readonly<Record<string, Load>> = {
  inside: async () => (await import('./inside.js')).insideCommand,
  look: async () => (await import('./look.js')).lookCommand,
  'client-host': async () => (await import('./client-host.js')).clientHostCommand,
};

/** What --help lists. */
export function visibleCommands(): Promise<readonly Command[]> {
  return Promise.all(Object.values(VISIBLE).map((load) => load()));
}

/** The command line for these words, not parsed yet: with the command that they name, or with all where they name none. */
export async function programFor(words: readonly string[]): Promise<Command> {
  const program = new Command('faultline')
    .description('Runs a real database under real faults and proves from the history whether a promise was broken.')
    .version(ownVersion())
    .option('--verbose', 'show where an error came from')
    .enablePositionalOptions()
    .showHelpAfterError('(--help shows what there is)')
    .showSuggestionAfterError()
    .exitOverride();
  const name = words.find((word) => !word.startsWith('-')) ?? '';
  const named = own(VISIBLE, name) ?? own(HIDDEN, name);
  const asksVersion = words.some((word) => word === '--version' || word === '-V');
  const commands = named !== undefined ? [await named()] : asksVersion ? [] : await visibleCommands();
  for (const command of commands) program.addCommand(command.exitOverride().copyInheritedSettings(program));
  return program;
}

function own(commands: Readonly<Record<string, Load>>, name: string): Load | undefined {
  return Object.hasOwn(commands, name) ? commands[name] : undefined;
}
