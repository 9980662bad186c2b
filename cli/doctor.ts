/** `faultline doctor`: what this machine can do, for each kind of cluster and each fault, and how to get the rest. */
import chalk from 'chalk';
import { Command } from 'commander';
import { diagnoseDocker } from '../harness/cluster/docker/diagnose.js';
import { netemAbsent } from '../harness/cluster/local/capabilities.js';
import { diagnoseLocal } from '../harness/cluster/local/diagnose.js';
import { diagnoseSsh } from '../harness/cluster/ssh/diagnose.js';
import { CAPABILITIES, type Capability, type Finding } from '../harness/contracts/cluster.js';
import type { AnyFault } from '../harness/contracts/fault.js';
import { softwareOf } from '../harness/target/software.js';
import { type Capabilities, type ClusterKind, KINDS_HERE, lookAtCapabilities, missingFor } from './capabilities.js';
import { faults, loadTargets } from './catalogue.js';
import { printJson } from './output.js';
import { addSshOptions, type SshOptions, sshOf, sshSecrets } from './ssh-hosts.js';

/** What was looked at because faults need it. */
export interface CapabilityFinding extends Finding {
  readonly capability: Capability;
}

/** What a kind of cluster can do here. */
export interface Diagnosis {
  readonly kind: ClusterKind;
  readonly usable: boolean;
  readonly findings: readonly (Finding | CapabilityFinding)[];
  /** `why`: what is missing; null where nothing is. */
  readonly faults: readonly { readonly fault: string; readonly ok: boolean; readonly why: string | null }[];
}

/** What stands in for netem, or is lost with it. */
const WITHOUT_NETEM: Readonly<Record<ClusterKind, string>> = {
  local: 'a switch of our own delays, duplicates, reorders and corrupts instead',
  docker: 'faults that delay, duplicate, reorder or corrupt cannot be had; --on local has a switch of its own for them',
  ssh: 'on machines faults that delay, duplicate or reorder need it; --on local has a switch of its own for them',
};

export const doctorCommand = new Command('doctor')
  .description("what this machine, and those after --hosts, can do, and how to get what it can't")
  .option('--json', 'print one JSON object')
  .action(async (options: SshOptions & { json?: boolean }) => {
    const targets = await loadTargets();
    const software = targets.map((target) => ({ name: target.name, ...softwareOf(target, target.options.parse({})) }));
    const netem = await netemAbsent();
    const clusters = await Promise.all(
      KINDS_HERE.map(async (kind) =>
        diagnosis({
          kind,
          basis: kind === 'local' ? await diagnoseLocal(software) : await diagnoseDocker(),
          capabilities: await lookAtCapabilities(kind),
          netem,
          catalogue: faults,
        }),
      ),
    );
    if (options.hosts !== undefined) clusters.push(await diagnoseMachines(options));
    if (options.json === true) {
      printJson({ clusters });
      return;
    }
    for (const cluster of clusters) printDiagnosis(cluster);
  });

addSshOptions(doctorCommand);

async function diagnoseMachines(options: SshOptions): Promise<Diagnosis> {
  const ssh = sshOf(options);
  if (ssh === undefined) throw new Error('there are no machines');
  const { findings, capabilities } = await diagnoseSsh(ssh, sshSecrets());
  const netem = capabilities.get('link-emulation') ?? null;
  return diagnosis({ kind: 'ssh', basis: findings, capabilities, netem, catalogue: faults });
}

/** Puts together what was looked at; `netem` and `capabilities` are null where a thing is there, else why it is not. */
export function diagnosis(seen: {
  readonly kind: ClusterKind;
  readonly basis: readonly Finding[];
  readonly capabilities: Capabilities;
  readonly netem: string | null;
  readonly catalogue: readonly AnyFault[];
}): Diagnosis {
  const { kind, basis, capabilities, netem, catalogue } = seen;
  const usable = basis.every(({ ok, required }) => ok || !required);
  const findings = [...basis, netemFinding(kind, netem), ...capabilityFindings(capabilities)];
  const possible = catalogue.map((fault) => {
    const why = usable ? missingFor(fault, capabilities) : `--on ${kind} is not usable here`;
    return { fault: fault.name, ok: why === null, why };
  });
  return { kind, usable, findings, faults: possible };
}

function netemFinding(kind: ClusterKind, netem: string | null): Finding {
  const detail = netem === null ? 'this kernel has it' : `absent (${netem})`;
  return { what: 'netem', ok: netem === null, required: false, detail, hint: WITHOUT_NETEM[kind] };
}

function capabilityFindings(capabilities: Capabilities): readonly CapabilityFinding[] {
  return [...capabilities].map(([capability, reason]) => ({
    what: capability,
    ok: reason === null,
    required: false,
    detail: reason ?? CAPABILITIES[capability],
    capability,
  }));
}

function printDiagnosis({ kind, usable, findings, faults: possible }: Diagnosis): void {
  console.log(chalk.bold(`--on ${kind}: ${usable ? chalk.green('usable') : chalk.red('not usable here')}`));
  for (const finding of findings) printFinding(finding);
  const can = possible.filter(({ ok }) => ok).map(({ fault }) => chalk.green(fault));
  console.log(`  faults: ${can.join(', ') || 'none, as long as the above is missing'}`);
  if (usable) {
    for (const { fault, why } of possible) {
      if (why !== null) console.log(`  ${chalk.yellow('·')} not ${chalk.bold(fault)}: ${why}`);
    }
  }
  console.log('');
}

function printFinding({ ok, what, detail, hint, required }: Finding): void {
  const mark = ok ? chalk.green('✓') : required ? chalk.red('✗') : chalk.yellow('·');
  console.log(`  ${mark} ${what}${detail === '' ? '' : `: ${detail}`}`);
  if (!ok && hint !== undefined) console.log(`      ${chalk.cyan('→')} ${hint}`);
}
