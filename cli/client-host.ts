/** `faultline client-host`: the program of a client host; started by a run with --client-hosts, of no use by hand. */
import { Console } from 'node:console';
import { Command } from 'commander';
import { serveClients } from '../harness/clients/host/serve.js';
import { loadTarget, loadWorkload } from './catalogue.js';

export const clientHostCommand = new Command('client-host').action(async () => {
  // What is said on stdout is the protocol's; what a target or workload of the user's prints goes to the log.
  globalThis.console = new Console(process.stderr, process.stderr);
  await serveClients({
    input: process.stdin,
    output: process.stdout,
    load: async (target, workload) => ({ target: await loadTarget(target), workload: await loadWorkload(workload) }),
    log: (line) => console.error(line),
  });
  process.exit();
});
