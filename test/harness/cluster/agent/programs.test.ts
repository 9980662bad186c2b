/** The clock of real programs: Go, JavaScript, Perl and Python read what was asked for. */
import { expect, test } from 'vitest';
import { missingForLocal, runInside } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';

const missing = (await missingForLocal()) ?? (process.arch === 'x64' ? null : 'only x86-64 has been tried');

describePart('local', missing, 'programs of several languages', () => {
  test('are an hour ahead, etcd in Go among them, though they were running', async () => {
    const seen = (await runInside('harness/cluster/agent/programs-fixture.ts', ['etcd-server'])) as {
      readonly off: Readonly<Record<string, number>>;
      readonly early: number;
      readonly bad: readonly unknown[];
    };
    expect(new Set(Object.values(seen.off))).toEqual(new Set([3600]));
    expect(Object.keys(seen.off)).toEqual(expect.arrayContaining(['node', 'perl', 'etcd']));
    expect(seen.early).toBe(0);
    expect(seen.bad).toEqual([]);
  });
});
