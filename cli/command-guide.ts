/** docs/commands.md, written from the commands themselves: `npm run docs` writes it, a test sees that it is up to date. */
import type { Argument, Command, Option } from 'commander';
import { inTable, sentence, wrapped } from './markdown.js';

const OPENING: readonly string[] = [
  '# Commands',
  '<!-- Written by `npm run docs` from cli/: change the commands, not this page. -->',
  'After `npm ci && npm run build` in this folder the command is `npx faultline`, or `node dist/cli/main.js`. Every command ' +
    'has `--help`; `faultline --verbose …` shows where an error came from. Durations are written `500ms`, `15s`, `2m`, `1h`. ' +
    'The exit codes are in [verdicts.md](verdicts.md#exit-codes).',
];

/** What the environment says, and what `--reporter json` prints: neither is known to the commands. */
const CLOSING: readonly string[] = [
  '## The environment',
  [
    '| variable | |',
    '|---|---|',
    '| `NO_COLOR` | not empty: no colours |',
    '| `FORCE_COLOR` | colours even where there is no terminal; `0`: none; it wins over `NO_COLOR` |',
    '| `CI` | not empty, `0` or `false`: a line now and then instead of the window, even on a terminal |',
    '| `FAULTLINE_PASSWORD` | with `--username`: its password |',
    '| `FAULTLINE_SSH_PASSPHRASE` | with `--on ssh`: the passphrase of a key |',
    '| `FAULTLINE_SUDO_PASSWORD` | with `--sudo with-password`: the password for sudo |',
    '| `XDG_CACHE_HOME` | where the private cache of packages is, in `faultline`; else `~/.cache` |',
  ].join('\n'),
  '## What `--reporter json` prints',
  wrapped(
    'One object a line, each with `event` and `elapsedMs`, ms since the run began. With `--json` as well, these lines go to ' +
      'stderr, and stdout has the verdict alone.',
  ),
  [
    '| `event` | also has |',
    '|---|---|',
    '| `phase` | `phase`: provision, start, workload, heal, recover, final reads, collect, check |',
    '| `workload` | `durationMs`: how long it is to last |',
    '| `faults` | after every change: `faults` in force (`fault`, `summary`, `forMs`, `leftMs`), the `next` ones (`faults`, `inMs`), and the `nodes` (`name`, `words`: up, killed, paused, cut off, …) |',
    '| `progress` | every two seconds: all of that, and `readings`, for each kind of operation its `total` outcomes, those `inFlight`, ok operations `perSecond`, `p50Ms` and `p99Ms` of the last two seconds; `warnings` |',
    '| `log` | `line` |',
    '| `verdict` | last, without `elapsedMs`: the `verdict`, as in verdict.json, and the path of the `report` |',
  ].join('\n'),
];

/** The page, in Markdown. */
export function commandGuide(commands: readonly Command[]): string {
  const rows = commands.map((command) => `| [\`${command.name()}\`](#${command.name()}) | ${about(command)} |`);
  const table = ['| command | |', '|---|---|', ...rows].join('\n');
  return `${[...OPENING.map(wrapped), table, ...commands.map(section), ...CLOSING].join('\n\n')}\n`;
}

function about(command: Command): string {
  return inTable(command.description());
}

function section(command: Command): string {
  const name = command.name();
  const { registeredArguments: taken, options } = command;
  const words = taken.map(inUsage).join(' ');
  const shown = options.filter(({ hidden }) => !hidden);
  return [
    `## ${name}`,
    `\`\`\`text\nfaultline ${[name, words, ...(shown.length === 0 ? [] : ['[options]'])].filter((word) => word !== '').join(' ')}\n\`\`\``,
    wrapped(sentence(command.description())),
    ...(taken.some(({ description, argChoices }) => description !== '' || argChoices !== undefined)
      ? [['| argument | |', '|---|---|', ...taken.map(argumentRow)].join('\n')]
      : []),
    ...(shown.length === 0 ? [] : [['| option | default | |', '|---|---|---|', ...shown.map(optionRow)].join('\n')]),
  ].join('\n\n');
}

function inUsage(argument: Argument): string {
  const dots = argument.variadic ? '...' : '';
  return argument.required ? `<${argument.name()}${dots}>` : `[${argument.name()}${dots}]`;
}

function argumentRow(argument: Argument): string {
  const parts = [argument.description, choicesOf(argument.argChoices)].filter((part) => part !== '');
  return `| \`${argument.name()}\` | ${inTable(parts.join(': '))} |`;
}

function optionRow({ flags, description, defaultValue, argChoices }: Option): string {
  const parts = [description, choicesOf(argChoices)].filter((part) => part !== '');
  return `| \`${inTable(flags)}\` | ${inTable(defaultOf(flags, defaultValue))} | ${inTable(parts.join('; '))} |`;
}

function choicesOf(choices: readonly string[] | undefined): string {
  return choices === undefined ? '' : choices.map((choice) => `\`${choice}\``).join(', ');
}

/** As a user would write it. What is there by the machine alone, such as its number of cores, is not shown. */
function defaultOf(flags: string, value: unknown): string {
  if (flags.includes('<duration>') && typeof value === 'number') return `\`${duration(value)}\``;
  if (Array.isArray(value)) return value.length === 0 ? '' : `\`${value.join(',')}\``;
  if (typeof value === 'string' || typeof value === 'number') return MACHINES_OWN.test(flags) ? '' : `\`${value}\``;
  return '';
}

const MACHINES_OWN = /^--parallel\b/;

function duration(ms: number): string {
  if (ms % 60_000 === 0 && ms > 60_000) return `${ms / 60_000}m`;
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}
