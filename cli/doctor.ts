/** `faultline doctor`: what this machine can do, for each kind of cluster and each fault, and how to get the rest. */
import chalk from 'chalk';
import { Command } from 'commander';
import { diagnoseDocker } from '../harness/cluster/docker/diagnose.js';
import { diagnoseLocal } from '../harness/cluster/local/diagnose.js';
import type { Finding } from '../harness/contracts/cluster.js';
import { faults, targets } from './catalogue.js';
import { printJson } from './output.js';

export const doctorCommand = new Command('doctor')
  .description("what this machine can do, and how to get what it can't")
  .option('--json', 'print one JSON object')
  .action(async (options: { json?: boolean }) => {
    const software = targets.map(({ name, software: wanted }) => ({ name, ...wanted }));
    const clusters = [
      { kind: 'local', findings: await diagnoseLocal(software) },
      { kind: 'docker', findings: await diagnoseDocker() },
    ].map(({ kind, findings }) => {
      const usable = findings.every(({ ok, required }) => ok || !required);
      const available = faults.map(({ name }) => ({ fault: name, ok: usable }));
      return { kind, usable, findings, faults: available };
    });
    if (options.json === true) {
      printJson({ clusters });
      return;
    }
    for (const { kind, usable, findings, faults: available } of clusters) {
      console.log(chalk.bold(`--on ${kind}: ${usable ? chalk.green('usable') : chalk.red('not usable here')}`));
      for (const finding of findings) printFinding(finding);
      const names = available.map(({ fault, ok }) => (ok ? chalk.green(fault) : chalk.red(fault)));
      console.log(`  faults: ${names.join(', ')}${usable ? '' : ' (none, as long as the above is missing)'}\n`);
    }
  });

function printFinding({ ok, what, detail, hint, required }: Finding): void {
  const mark = ok ? chalk.green('✓') : required ? chalk.red('✗') : chalk.yellow('·');
  console.log(`  ${mark} ${what}${detail === '' ? '' : `: ${detail}`}`);
  if (!ok && hint !== undefined) console.log(`      ${chalk.cyan('→')} ${hint}`);
}
