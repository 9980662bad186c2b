/** A paused node answers nothing, and its peers notice: the effect of a pause on a real database. */
import { expect, test } from 'vitest';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

describePart('local', await missingForLocal(), 'an etcd leader that is paused', () => {
  test('answers nothing, is replaced by its peers, and answers again when it goes on', async () => {
    const seen = await runInside('targets/etcd/pause-fixture.ts', ['etcd-server']);
    expect(seen).toMatchObject({ answersBefore: true, answersPaused: false, answersAfter: true });
    const { before, after } = seen as { before: string; after: string | null };
    expect(after).not.toBeNull();
    expect(after).not.toBe(before);
  });
});
