/** The self-test of clients rejects those that are wrong: two npm packages as they come, and one client for each rule. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { selftestCommand } from '../../../cli/selftest.js';
import { softwareLayers } from '../../../harness/cluster/local/enter.js';
import { messageOf } from '../../../harness/contracts/errors.js';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { selftest, start, wrongsIn } from './selftest.js';

const noLocal = await missingForLocal();

async function missing(...debian: readonly string[]): Promise<string | null> {
  return noLocal ?? softwareLayers([{ debian }]).then(() => null, messageOf);
}

const file = (name: string): string => join(import.meta.dirname, name);

describePart('packages', await missing('etcd-server'), 'etcd3 as it comes', () => {
  test('does an operation twice when its answer is lost, and says that all is well', async () => {
    const { exitCode, result } = await selftest([file('retrying-etcd.target.ts')]);
    expect(exitCode).toBe(1);
    expect(wrongsIn(result)).toContain('counter.add reset: repeated');
    const add = result.clients
      .find(({ client }) => client === 'counter')
      ?.trials.find(({ operation, trouble }) => operation === 'add' && trouble === 'reset');
    expect(add).toMatchObject({ said: 'success', effects: 2 });
    expect(add?.wrongs[0]?.explanation).toContain('took effect twice. Switch off its retries');
    // Where the data do not show it, its own word does: nobody had answered.
    expect(wrongsIn(result).join('\n')).toMatch(/kv\.put reset: (sent-again|invented-answer)/);
  }, 180_000);
});

describePart('packages', await missing('redis-server'), 'ioredis as it comes', () => {
  test('does an operation twice, and does not end while the server is gone', async () => {
    const { exitCode, result } = await selftest([file('retrying-redis.target.ts')]);
    expect(exitCode).toBe(1);
    expect(wrongsIn(result)).toEqual(
      expect.arrayContaining([
        'counter.add reset: repeated',
        'counter.add gone: endless',
        'counter.read gone: endless',
      ]),
    );
  }, 180_000);
});

describePart('local', noLocal, 'a client that is wrong in one way', () => {
  test('is rejected for that, and one that is not beside it passes', async () => {
    const { exitCode, result } = await selftest([file('careless.target.ts')]);
    expect(exitCode).toBe(1);
    const wrongs = wrongsIn(result);
    expect(wrongs).toEqual(
      expect.arrayContaining([
        ...['counter.add reset: repeated', 'counter.add silence: repeated', 'ids.generate reset: sent-again'],
        ...['kv.put reset: failure-of-something', 'log.send reset: unhandled', 'log.send gone: unhandled'],
        ...['names.claim reset: endless', 'names.claim cut: endless', 'names.claim gone: endless'],
        ...['register.write reset: invented-answer', 'register.write cut: success-of-nothing'],
        ...['register.write gone: success-of-nothing', 'replica.write reset: not-closed'],
        ...['sequence.increment reset: repeated', 'sequence.increment silence: repeated'],
      ]),
    );
    // Each for its own sake, and for nothing else.
    const guilty = new Set(wrongs.map((each) => each.replace(/ .*/, '')));
    expect([...guilty].sort()).toEqual(
      ['counter.add', 'ids.generate', 'kv.put', 'log.send', 'names.claim'].concat([
        ...['register.write', 'replica.snapshot', 'replica.write', 'sequence.increment'],
      ]),
    );
    const passed = result.clients.filter((each) => each.passed).map(({ client }) => client);
    expect(passed).toEqual(['set']);
    const reasons = result.clients.flatMap(({ untested }) => untested.map(({ reason }) => reason));
    expect(reasons).toEqual([expect.stringContaining('connect must use the address and the port')]);
  }, 180_000);

  test('is told of in sentences, with what to change', async () => {
    const { exitCode, stdout } = await start([
      file('careless.target.ts'),
      '--client',
      'kv,set',
      '--op-timeout',
      '300ms',
    ]);
    expect(exitCode).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'put: The answer was swallowed, and the connection reset 300 ms later. The client threw DefiniteFailure, and the ' +
        'operation took effect. Throw DefiniteFailure only where the database said so',
    );
    expect(stdout).toMatch(/✓ set +the answer is lost and the connection silent \(add; read\)/);
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^✗ careless: 1 of 2 clients rejected: kv \(/);
  }, 180_000);
});

describePart('local', noLocal, 'a target that does not start', () => {
  test('is no wrong client, and its logs are kept', async () => {
    const { exitCode, stderr } = await start([file('doomed.target.ts')]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('ended while it started');
    const [, folder = ''] = /the logs are in (\S+)/.exec(stderr) ?? [];
    expect(readFileSync(join(folder, 'n1/doomed.log'), 'utf8')).toBe('no\n');
    rmSync(folder, { recursive: true });
  }, 60_000);
});

describe('what cannot be tested', () => {
  test.each([
    [['reference', '--client', 'regsiter'], 'unknown-client', 'register'],
    [['reference', '--set', 'flaws=none'], 'unknown-option', 'flaw'],
    [['reference', '--nodes', '9'], 'bad-nodes', null],
    [[file('portless.target.ts')], 'no-client-port', 'clientPort'],
  ])('%j is refused, with what to do', async (words, code, hint) => {
    const refused = selftestCommand.parseAsync(['client', ...words], { from: 'user' });
    await expect(refused).rejects.toMatchObject({
      ...{ exitCode: 64, code },
      ...(hint === null ? {} : { hint: expect.stringContaining(hint) }),
    });
  });
});
