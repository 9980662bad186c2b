/** A run in which etcd's members come and go: the real command, to its verdict. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import type { FaultRecord } from '../../../harness/run/fault-controller.js';
import { root } from '../../house/files.js';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

const RUN_TIMEOUT_MS = 240_000;
const results = mkdtempSync(join(tmpdir(), 'faultline-members-'));
afterAll(() => rmSync(results, { recursive: true, force: true }));

describePart('local', await missingForLocal(), 'etcd whose members come and go', () => {
  test(
    'keeps what it claims over at least four changes in 60 s, and every fault takes and heals',
    async () => {
      const words = ['run', 'etcd', '--faults', 'remove-node,replace-node,add-node', '--interval', '10s'];
      const main = [join(root, 'dist/cli/main.js'), ...words, '--time', '60s', '--seed', '5', '--results', results];
      const { exitCode, stdout, stderr } = await execa(process.execPath, main, {
        ...{ cwd: results, reject: false, timeout: RUN_TIMEOUT_MS },
      });
      expect(`${stdout}${stderr}`).toContain('VALID');
      expect(exitCode).toBe(0);
      const text = readFileSync(join(results, 'latest/faults.json'), 'utf8');
      const records = JSON.parse(text) as readonly FaultRecord[];
      expect(new Set(records.map(({ outcome }) => outcome))).toEqual(new Set(['healed']));
      // Each is one change when it begins, and another when it heals.
      expect(2 * records.flatMap(({ victims }) => victims).length).toBeGreaterThanOrEqual(4);
    },
    RUN_TIMEOUT_MS,
  );
});
