/** `faultline selftest client <target>`: that a target's clients neither hide an operation nor do one twice. */
import { Argument, Command } from 'commander';
import { enterNamespaces, inside } from '../harness/cluster/local/enter.js';
import { EXIT, UsageError } from '../harness/contracts/errors.js';
import type { AnyTarget } from '../harness/contracts/target.js';
import { softwareOf } from '../harness/target/software.js';
import { loadTarget, named } from './catalogue.js';
import { printJson } from './output.js';
import { ownCommand } from './own-command.js';
import { optionNames, parseOptions, requireNodeCount } from './plan.js';
import { type SelftestChoices, selftestInside } from './selftest/inside.js';
import { candidateLines, lastLine, type SelftestResult } from './selftest/report.js';
import { isKnown } from './selftest/subjects/index.js';
import { parseCount, parseDuration, parseList, parseSetting } from './values.js';

interface SelftestOptions {
  readonly client: readonly string[];
  readonly nodes?: number;
  readonly set: Readonly<Record<string, unknown>>;
  readonly opTimeout: number;
  readonly json?: boolean;
}

const EXIT_AFTER_MS = 100;

export const selftestCommand = new Command('selftest')
  .description('prove that the clients of a target neither hide an operation nor do one twice')
  .addArgument(new Argument('<what>', 'what is tested').choices(['client']))
  .addArgument(new Argument('<target>', 'a name (faultline list targets) or a file of your own'))
  .option('--client <interfaces>', 'these client interfaces alone (default: all that it offers)', parseList, [])
  .option('--nodes <n>', 'how many nodes (default: as few as the target allows)', parseCount('nodes', 1, 100))
  .option('--set <option=value>', 'an option of the target; repeatable', parseSetting, {})
  .option('--op-timeout <duration>', 'how long an answer is waited for that does not come', parseDuration, 1_000)
  .option('--json', 'print one JSON object')
  .action(async (_what: string, name: string, options: SelftestOptions) => {
    const target = await loadTarget(name);
    const choices = choicesOf(target, options);
    const here = inside();
    if (here === null) {
      process.exitCode = await enter(target, choices.targetOptions);
      return;
    }
    try {
      process.exitCode = await conduct({ ...choices, space: here.space }, options.json === true);
    } finally {
      // A client may hold on to something for ever. A moment is left to say what went wrong.
      setTimeout(() => process.exit(), EXIT_AFTER_MS);
    }
  });

/** The same command again, where nodes can be. */
function enter(target: AnyTarget, targetOptions: Record<string, unknown>): Promise<number> {
  return enterNamespaces({
    command: ownCommand(...process.argv.slice(2)),
    software: [softwareOf(target, targetOptions)],
  });
}

/** Throws UsageError. */
function choicesOf(
  target: AnyTarget,
  { client: wanted, nodes: count, set, opTimeout }: SelftestOptions,
): Omit<SelftestChoices, 'space' | 'onCandidate'> {
  const { clientPort } = target;
  if (clientPort === undefined) {
    throw new UsageError(`${target.name} does not say at which port its nodes serve their clients`, {
      code: 'no-client-port',
      value: target.name,
      hint: 'give the target a clientPort, and let connect use node.port where it is there',
    });
  }
  const offered = Object.keys(target.clients).filter((name) => target.clients[name] !== undefined);
  for (const name of wanted) {
    named(
      'client',
      offered.map((each) => ({ name: each })),
      name,
    );
  }
  const clients = wanted.length === 0 ? offered : wanted;
  if (!clients.some(isKnown)) {
    throw new UsageError(`${target.name} has no client of an interface that can be tested`, {
      code: 'no-client',
      value: clients,
      hint: 'operations are known of the interfaces in workloads/clients alone',
    });
  }
  const options = optionNames(target.options).map((each) => ({ name: each }));
  for (const name of Object.keys(set)) if (options.length > 0) named('option', options, name);
  const nodes = count ?? target.nodeCount?.min ?? 1;
  requireNodeCount(target, nodes);
  return {
    ...{ target, clientPort, nodes, opTimeoutMs: opTimeout },
    targetOptions: parseOptions(target.name, target.options, set),
    clients,
  };
}

async function conduct(choices: Omit<SelftestChoices, 'onCandidate'>, json: boolean): Promise<number> {
  // The nodes live in this process's namespaces: they end with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => process.exit(EXIT.interrupted));
  const { target, nodes, clients } = choices;
  const nameWidth = Math.max(...clients.map((name) => name.length));
  if (!json) console.log(`starting ${target.name} on ${nodes === 1 ? '1 node' : `${nodes} nodes`}`);
  const began = performance.now();
  const candidates = await selftestInside({
    ...choices,
    onCandidate: (candidate) => {
      if (!json) console.log(candidateLines(candidate, nameWidth).join('\n'));
    },
  });
  const passed = candidates.length > 0 && candidates.every((candidate) => candidate.passed);
  const result: SelftestResult = {
    ...{ target: target.name, nodes, passed, clients: candidates },
    unknown: clients.filter((name) => !isKnown(name)),
    elapsedMs: Math.round(performance.now() - began),
  };
  if (json) printJson(result);
  else console.log(`\n${lastLine(result)}`);
  return passed ? EXIT.valid : EXIT.violated;
}
