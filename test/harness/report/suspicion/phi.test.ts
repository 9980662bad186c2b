/** Suspicion grows with silence, learns what is usual, and tells a slow node from a dead one. */
import { expect, test } from 'vitest';
import { suspicionLevels } from '../../../../harness/report/suspicion/levels.js';
import { PhiAccrual } from '../../../../harness/report/suspicion/phi-accrual.js';

const S = 1e9;

test('phi is the number of zeros in the chance that a live node is silent for so long', () => {
  const detector = new PhiAccrual({ window: 100, minDeviationMs: 100, firstIntervalMs: 500 });
  for (let at = 0; at <= 50; at += 1) detector.heard(at * 500);
  const last = 25_000;
  // One standard deviation beyond the mean is exceeded by 15.87 %, two by 2.275 %, three by 0.135 %.
  expect(detector.phi(last + 600)).toBeCloseTo(-Math.log10(0.1587), 2);
  expect(detector.phi(last + 700)).toBeCloseTo(-Math.log10(0.02275), 2);
  expect(detector.phi(last + 800)).toBeCloseTo(-Math.log10(0.00135), 2);
  expect(detector.phi(last + 300)).toBeLessThan(0.1);
  expect(detector.phi(last + 10_000)).toBe(16);
});

test('it never goes down while nothing comes, also far out', () => {
  const detector = new PhiAccrual();
  detector.heard(0);
  let before = 0;
  for (let ms = 0; ms < 3_000; ms += 7) {
    const phi = detector.phi(ms);
    expect(phi).toBeGreaterThanOrEqual(before);
    before = phi;
  }
});

test('who is cut off is suspected by the others, who are not; and is believed again afterwards', () => {
  const nodes = ['n1', 'n2', 'n3'];
  const beats = nodes.flatMap((from) =>
    nodes
      .filter((to) => to !== from)
      .flatMap((to) =>
        Array.from({ length: 60 }, (_, at) => ({ from, to, timeNs: at * 0.5 * S, delayNs: 1e6 })).filter(
          ({ timeNs }) => from !== 'n3' || timeNs < 10 * S || timeNs > 20 * S,
        ),
      ),
  );
  const points = suspicionLevels(beats, { untilNs: 29 * S });
  const at = (seconds: number) => points.find(({ timeNs }) => timeNs >= seconds * S)?.byNode ?? {};
  expect(at(9)['n3']).toBeLessThan(1);
  expect(at(15)['n3']).toBe(16);
  expect(at(15)['n1']).toBeLessThan(1);
  expect(at(28)['n3']).toBeLessThan(1);
});
