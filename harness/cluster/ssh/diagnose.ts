/** What a cluster on machines needs of them, looked at one by one, for `doctor --hosts`. */
import type { Capability, Finding } from '../../contracts/cluster.js';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import { leastCapabilities, lookAtMachines } from './look.js';
import { Access } from './machine.js';
import type { SshSecrets, SshSettings } from './settings.js';

/** Looks, and changes nothing. Never throws: what cannot be reached is a finding. */
export async function diagnoseSsh(
  settings: SshSettings,
  secrets: SshSecrets,
): Promise<{ readonly findings: readonly Finding[]; readonly capabilities: ReadonlyMap<Capability, string | null> }> {
  const access = new Access(settings, secrets);
  try {
    const looked = await lookAtMachines(access);
    for (const { machine } of looked.machines) machine.close();
    const findings = looked.machines.map(({ name, machine, address, facts }): Finding => {
      const system = `${facts.release || 'an unknown system'} on ${facts.processor}`;
      return { what: `${name}, ${machine.place}`, ok: true, required: true, detail: `${system}, at ${address}` };
    });
    return { findings, capabilities: leastCapabilities(looked) };
  } catch (error) {
    const hint = error instanceof FaultlineError ? error.hint : undefined;
    const detail = messageOf(error);
    const finding = { what: 'machines', ok: false, required: true, detail, ...(hint === undefined ? {} : { hint }) };
    return { findings: [finding], capabilities: new Map() };
  } finally {
    access.close();
  }
}
