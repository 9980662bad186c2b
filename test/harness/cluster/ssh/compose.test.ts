/** The machines of docker-compose.yml: what is needed is given to them, and who starts them can log in with the key that they make. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Access, Machine } from '../../../../harness/cluster/ssh/machine.js';
import { NO_SECRETS } from '../../../../harness/cluster/ssh/settings.js';
import { root } from '../../../house/files.js';
import { missingForDocker } from '../../../setup/global.js';
import { describePart } from '../../../setup/parts.js';
import { CAPABILITIES, SECURITY, startMachines } from '../../../setup/ssh-machines.js';

const machineSchema = z.object({
  profiles: z.array(z.string()),
  build: z.object({ context: z.string() }),
  cap_add: z.array(z.string()),
  security_opt: z.array(z.string()),
  volumes: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  networks: z.record(z.string(), z.object({ ipv4_address: z.string() })),
});

test('five machines of the profile ssh are what our tests start, each with an address of its own', () => {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  // Where keys are kept and the first three numbers of the addresses are settings.
  const settled = (value: string): string => value.replace(/\$\{\w+:-([^}]*)\}/g, '$1');
  const { services } = z.object({ services: z.record(z.string(), z.unknown()) }).parse(parse(text, { merge: true }));
  const machines = Object.keys(services)
    .filter((name) => name.startsWith('machine'))
    .map((name) => ({ name, ...machineSchema.parse(services[name]) }));
  expect(machines).toHaveLength(5);
  const guide = readFileSync(join(root, 'docs/ssh.md'), 'utf8');
  for (const machine of machines) {
    expect({ ...machine, volumes: machine.volumes.map(settled) }).toMatchObject({
      profiles: ['ssh'],
      build: { context: 'harness/cluster/ssh/machine' },
      cap_add: CAPABILITIES,
      security_opt: SECURITY,
      volumes: ['keys:/keys'],
    });
    const address = settled(machine.networks['machines']?.ipv4_address ?? '');
    expect(settled(machine.environment['FAULTLINE_ADDRESS'] ?? '')).toBe(address);
    expect(guide).toContain(`root@${address}`);
  }
  const controller = z.object({ environment: z.object({ FAULTLINE_HOSTS: z.string() }) }).parse(services['controller']);
  expect(controller.environment.FAULTLINE_HOSTS).toBe(machines.map(({ name }) => `root@${name}`).join(','));
  expect(new Set(machines.map(({ networks }) => networks['machines']?.ipv4_address)).size).toBe(5);
});

describePart('docker', await missingForDocker(), 'machines that make their key themselves', () => {
  test('all of them let in whoever has the key that the first one made, and are known by their own', async () => {
    const keysFolder = mkdtempSync(join(tmpdir(), 'faultline-keys-'));
    const made = await startMachines({ count: 3, keysFolder });
    const access = new Access(made.settings, NO_SECRETS);
    const machines = made.settings.hosts.map((host) => new Machine(host, access));
    try {
      const names = await Promise.all(machines.map(async (machine) => (await machine.say('hostname')).stdout.trim()));
      expect(names).toEqual(['machine1', 'machine2', 'machine3']);
      expect(statSync(join(keysFolder, 'id_ed25519')).mode & 0o777).toBe(0o600);
    } finally {
      for (const machine of machines) machine.close();
      access.close();
      await made.remove();
      rmSync(keysFolder, { recursive: true, force: true });
    }
  }, 120_000);
});
