/** What the checker of leadership says of histories that are known by heart. */
import { expect, test } from 'vitest';
import { leader } from '../../../checkers/leader/index.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

/** One question after the other, each by its own process: the node asked, and its answer. */
function told(...each: readonly (readonly [node: string | undefined, value: unknown])[]): OperationDraftRow[] {
  return each.flatMap(([node, value], process) => {
    const common = { process, f: 'leader', ...(node === undefined ? {} : { node }) };
    return [
      { ...common, type: 'invoke', value: null, time: 2e9 * process } as const,
      { ...common, type: 'ok', value, time: 2e9 * process + 1e9 } as const,
    ];
  });
}

const judge = async (events: readonly OperationDraftRow[], keyed = false) =>
  leader.check(historyFromOperations(events), { keyed, budget: testBudget() });

test('a rival is reported once, however often it is named, and told with who said so', async () => {
  const answers = [
    ['n1', { node: 'a', term: 1 }],
    ['n2', { term: 1, node: 'b' }],
    ['n2', { node: 'b', term: 1 }],
  ] as const;
  const { anomalies, details } = await judge(told(...answers));
  expect(anomalies).toMatchObject([{ type: 'two-leaders', operations: [2, 0], prefix: 4, time: 3e9 }]);
  expect(anomalies[0]?.explanation).toContain(
    'Term 1 had two leaders: a, said n1 (operation 0, answered at 1.000 s), and b, said n2 (operation 2, answered at 3.000 s).',
  );
  expect(details).toEqual({ answers: 3, terms: 1, nodesAsked: 2, secondLeaders: 1, termsThatWentBack: 0 });
});

test('a term that went back is told with the node and both terms', async () => {
  const { anomalies } = await judge(told(['n1', { node: 'a', term: 9 }], ['n1', { node: null, term: 8 }]));
  expect(anomalies[0]?.explanation).toContain(
    'Node n1 went back to term 8 (operation 2, asked for at 2.000 s), though it had been in term 9 at 1.000 s (operation 0).',
  );
});

test('without times only what one process heard is compared; leaders of a term need no times', async () => {
  const untimed = (events: readonly OperationDraftRow[]) =>
    events.map(({ process, type, f, value, node }) => ({ process, type, f, value, node: node ?? 'n1' }));
  const back = told(['n1', { node: 'a', term: 9 }], ['n1', { node: 'b', term: 8 }]);
  expect(await judge(untimed(back))).toMatchObject({ valid: true });
  const byOne = untimed(back).map((event) => ({ ...event, process: 0 }));
  expect(await judge(byOne)).toMatchObject({ valid: false, anomalies: [{ type: 'term-went-back' }] });
  const rivals = told(['n1', { node: 'a', term: 9 }], ['n2', { node: 'b', term: 9 }]);
  expect(await judge(untimed(rivals))).toMatchObject({ valid: false });
});

test('keys have leaders of their own', async () => {
  const events = told(['n1', ['s1', { node: 'a', term: 1 }]], ['n1', ['s2', { node: 'b', term: 1 }]]).map((event) =>
    event.value === null ? { ...event, value: [event.process === 0 ? 's1' : 's2', null] } : event,
  );
  expect(await judge(events, true)).toMatchObject({ valid: true, details: { terms: 2 } });
});

test('nothing to judge is unknown, and an answer of another shape is refused with its place', async () => {
  expect(await judge(told(['n1', null]))).toMatchObject({ valid: 'unknown' });
  for (const value of ['n1', {}, { node: 'a' }, { node: 'a', term: '7' }, [1]]) {
    await expect(judge(told(['n1', value]))).rejects.toThrow('operation 1: leader is answered with');
  }
});
