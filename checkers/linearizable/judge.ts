/** Judges one object: by the algorithm that knows its type where there is one, and by the search otherwise. */
import { brokenByMonitor, brokenByPhantom, brokenByZones, shortestBySearch } from './breaking.js';
import { thatMatter } from './calls.js';
import { monitors } from './monitors.js';
import type { ObjectOperations } from './objects.js';
import { firstPhantom } from './phantoms.js';
import { search } from './search/search.js';
import { type Judging, type ObjectVerdict, SEARCH, ZONES } from './verdicts.js';
import { registerCalls } from './zones/register-calls.js';
import { judgeZones } from './zones/zones.js';

export function judgeObject(judging: Judging, object: ObjectOperations): ObjectVerdict {
  const { source, model, values, calls, budget } = judging;
  if (model.family === 'register') {
    const register = registerCalls(source, object, values);
    const judged = register === null ? 'inapplicable' : judgeZones(register);
    if (register !== null && judged !== 'inapplicable') {
      if (judged.conflict === null) return { kind: 'linearizable', algorithm: ZONES };
      return brokenByZones(source.length, register);
    }
  }
  const all = calls.operationsOf(object);
  const monitor = model.family === undefined ? undefined : monitors[model.family];
  if (monitor !== undefined) {
    const judged = monitor.judge(all);
    if (judged.kind === 'linearizable') return { kind: 'linearizable', algorithm: monitor.algorithm };
    if (judged.kind === 'broken') return brokenByMonitor(judging, all, monitor, judged);
  }
  const operations = thatMatter(model, all);
  const phantom = firstPhantom(model, operations);
  if (phantom !== null) return brokenByPhantom(model, operations, phantom, budget);
  const result = search(model, operations, budget);
  if (result.kind === 'linearizable') return { kind: 'linearizable', algorithm: SEARCH };
  if (result.kind === 'gave-up') return { ...result, algorithm: SEARCH };
  const end = shortestBySearch(model, operations, result, budget);
  return { kind: 'broken', algorithm: SEARCH, end, told: null, events: null };
}
