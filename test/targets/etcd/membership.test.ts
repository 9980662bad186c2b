/** etcd's members come and go on real nodes: by the deployment alone, whatever state they are in. */
import { expect, test } from 'vitest';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

const FIXTURE_TIMEOUT_MS = 180_000;

describePart('local', await missingForLocal(), 'a member of etcd', () => {
  test(
    'leaves and comes back empty, as another member, unless the others would be too few',
    async () => {
      const seen = await runInside('targets/etcd/membership-fixture.ts', ['etcd-server']);
      expect(seen).toEqual({
        'spare at the start': ['gone', 'out'],
        'running: leaves': ['done', 'out', 'gone'],
        'running: data left': 0,
        'running: started while it is out': 'gone',
        'running: comes back': ['done', 'in'],
        'running: is another member': true,
        'running: has what was written': 'yes',
        'dead: replaced': ['done', 'out', 'done', 'in'],
        'paused: leaves': ['done', 'gone', 0],
        'paused: comes back': 'done',
        'leader: leaves': ['done', 'out'],
        'leader: comes back': 'done',
        'spare: joins': ['done', 'in', 'yes'],
        'spare: started again': ['running', 'in'],
        'spare: leaves': ['done', 'out', 0],
        'two of five dead: a third leaves': ['below-majority', 'running'],
        // etcd itself refuses what would cost it its majority.
        'two of five dead: a third leaves anyway': ['not-now', 'running'],
        'two of five dead: a dead one leaves': 'done',
        'one of four dead: one comes back': 'not-now',
        'one of four dead: it does not run': ['gone', 'out'],
        'all up again: it comes back': ['done', 'in'],
        'no majority: one leaves': ['not-now', 'unclear'],
        'at the end': ['in', 'in', 'in', 'in', 'in', 'out'],
        'unexpected exits': [],
      });
    },
    FIXTURE_TIMEOUT_MS,
  );
});
