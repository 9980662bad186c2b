/** Trouble on real networks: filters, queues and probers against each other, and against programs that know of none. */
import { beforeAll, expect, test } from 'vitest';
import { varianceFactor } from '../../../../harness/cluster/network/bursts.js';
import { NINETY_NINE_Z, shareInterval } from '../../../../harness/cluster/network/intervals.js';
import { missingForLocal, runInside } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';

const TIMEOUT_MS = 120_000;
const missing = await missingForLocal();
/** Both at once: they wait more than they work. */
const inside = {
  network: missing === null ? runInside('harness/cluster/network/network-fixture.ts') : null,
  traffic: missing === null ? runInside('harness/cluster/network/traffic-fixture.ts') : null,
};
for (const each of Object.values(inside)) each?.catch(() => {});

interface Seen {
  readonly sabotaged: readonly string[];
  readonly wrong: readonly string[];
  readonly samples: number;
  readonly turned: readonly string[] | null;
  readonly healed: readonly string[];
}

describePart('local', missing, 'the probers', () => {
  let seen: {
    kinds: Record<string, Seen>;
    starved: readonly string[];
    missed: Record<string, readonly string[]>;
    left: readonly string[];
    stray: Record<string, number>;
    probers: Record<string, string>;
  };
  beforeAll(async () => {
    seen = (await inside.network) as typeof seen;
  }, TIMEOUT_MS);

  const each = (what: (kind: Seen) => unknown): Record<string, unknown> =>
    Object.fromEntries(Object.entries(seen.kinds).map(([name, kind]) => [name, what(kind)]));
  const all = (value: unknown): Record<string, unknown> => each(() => value);

  test('find every kind of trouble as it was asked for, on both kinds of cluster', () => {
    expect(Object.keys(seen.kinds).length).toBeGreaterThan(30);
    expect(each(({ wrong }) => wrong)).toEqual(all([]));
  });

  test('miss it when it was not applied', () => {
    expect(each(({ sabotaged }) => sabotaged.length > 0)).toEqual(all(true));
    expect(Object.values(seen.missed).map(({ length }) => length)).toEqual([1, 1, 1, 1]);
  });

  test('miss it in the direction against it', () => {
    expect(each(({ turned }) => turned === null || turned.length > 0)).toEqual(all(true));
  });

  test('find nothing wrong with a healed network, and nothing is left in it', () => {
    expect(each(({ healed }) => healed)).toEqual(all([]));
    expect(seen.left.join('')).not.toContain('faultline');
    expect(seen.left.join('')).not.toContain('htb');
  });

  test('take nothing for lost that they had no time to send or to read', () => {
    expect(seen.starved).toEqual([]);
  });

  test('count datagrams that come late, twice, too early or changed', () => {
    expect(seen.stray).toMatchObject({ distinct: 4, copies: 5, overtook: 1, garbled: 1 });
    expect(seen.stray['medianNs']).toBeGreaterThanOrEqual(50_000_000);
    expect(seen.stray['medianNs']).toBeLessThan(70_000_000);
  });

  test('wait for an address that is being tried out, and say when they do not have one', () => {
    expect(seen.probers['tentative']).toBe('ready');
    expect(seen.probers['elsewhere']).toMatch(/^cannot be on 192\.0\.2\.1: /);
  });
});

interface Count {
  readonly many: number;
  readonly lost: number;
  readonly run: number;
}

describePart('local', missing, 'programs on troubled links', () => {
  let seen: {
    losses: Record<string, { probability: number; burst: number; tries: readonly Count[]; back: Count }>;
    rates: { held: Record<string, { kbit: number; backKbit: number }>; trickle: Count; clean: { kbit: number } };
    connections: Record<string, Record<string, unknown>>;
    timings: Record<string, number> & { wrong: readonly unknown[] };
  };
  beforeAll(async () => {
    seen = (await inside.traffic) as typeof seen;
    console.log('medians, ms:', JSON.stringify(seen.timings));
  }, TIMEOUT_MS);

  test('lose as many packets as was asked, within 99 % in one of two tries, and none on the way back', () => {
    for (const { probability, burst, tries, back } of Object.values(seen.losses)) {
      const factor = varianceFactor({ probability, burst });
      const fits = ({ many, lost }: Count): boolean => {
        const { low, high } = shareInterval(probability, many, NINETY_NINE_Z, factor);
        return lost / many >= low && lost / many <= high;
      };
      expect(tries.some(fits), JSON.stringify(tries)).toBe(true);
      expect(back.lost).toBe(0);
    }
  });

  test('lose them in runs of the mean length that was asked', () => {
    for (const { probability, burst, tries } of Object.values(seen.losses)) {
      const asked = Math.max(burst, 1 / (1 - probability));
      for (const { run } of tries) expect(Math.abs(run - asked) / asked).toBeLessThan(0.35);
    }
  });

  test('are held to the rate in one direction, within 15 %, and to 1 kbit/s with a trickle', () => {
    for (const [name, { kbit, backKbit }] of Object.entries(seen.rates.held)) {
      const asked = Number.parseInt(name, 10);
      expect(Math.abs(kbit - asked) / asked).toBeLessThan(0.15);
      expect(backKbit).toBeGreaterThan(3 * asked);
    }
    const { many, lost } = seen.rates.trickle;
    expect(many - lost).toBeGreaterThan(32);
    expect(many - lost).toBeLessThan(50);
    expect(seen.rates.clean.kbit).toBeGreaterThan(100_000);
  });

  test('are cut off by port in either place, with the answer that was asked for', () => {
    const { clean, vanish, reject, reset } = seen.connections;
    const open = { other: 'data x', elsewhere: 'data x' };
    expect(clean).toEqual({ to: 'data x', to6: 'data x', fromPort: 'data x', ...open });
    expect(vanish).toEqual({ to: null, to6: null, fromPort: null, ...open });
    expect(reject).toEqual({ to: 'EHOSTUNREACH', to6: 'EACCES', fromPort: 'EHOSTUNREACH', ...open });
    expect(reset).toEqual({ to: 'ECONNREFUSED', to6: 'ECONNREFUSED', fromPort: 'ECONNREFUSED', ...open });
  });

  test('see established connections break at both ends', () => {
    expect(seen.connections['established']).toEqual({ sender: 'ECONNRESET', receiver: 'ECONNRESET' });
    expect(seen.connections['both ways']).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
  });

  test('get no response, or no long packet, and are told nothing', () => {
    expect(seen.connections['responses lost']).toEqual({ asked: null, others: 'data x' });
    expect(seen.connections['mtu']).toEqual({ short: 'data x' });
    expect(seen.connections['long']).toMatchObject({ bytes: 0 });
    expect(seen.connections['healed']?.['bytes']).toBeGreaterThan(1_000_000);
  });

  test('are a matter of milliseconds to partition and to measure', () => {
    expect(seen.timings.wrong).toEqual([]);
    expect(seen.timings['apply']).toBeLessThan(500);
    expect(seen.timings['clean']).toBeLessThan(500);
  });
});
