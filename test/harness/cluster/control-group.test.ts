/** Control groups of a local node: they are gone when their fault is, also when what was in them has died. */
import { expect, test } from 'vitest';
import { controlGroupMissing } from '../../../harness/cluster/control-group.js';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

// What only root can do is not missing where nobody is root.
const missing = (await missingForLocal()) ?? controlGroupMissing('memory') ?? controlGroupMissing('cpu');

describePart('control-groups', missing, 'limits of a node whose processes are killed', () => {
  test('are proven and removed, in whatever order they and the kill come and go', async () => {
    const { phases, audit } = (await runInside('harness/cluster/control-group-fixture.ts')) as Record<string, string[]>;
    expect(audit).toEqual([]);
    expect(phases?.filter((phase) => phase.endsWith('failed'))).toEqual([]);
    // A limit of what does not run changes nothing, and is skipped.
    expect(phases?.filter((phase) => phase.endsWith('healed'))).toHaveLength(5);
  });
});
