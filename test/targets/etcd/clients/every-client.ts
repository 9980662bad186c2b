/** Clients of every interface for one test, as the target makes them, and closed when the test is over. */
import { afterEach } from 'vitest';
import { DefiniteFailure, Unavailable } from '../../../../harness/contracts/errors.js';
import type { Connect } from '../../../../harness/contracts/target.js';
import { clients } from '../../../../targets/etcd/clients/index.js';
import { type EtcdOptions, etcdOptions } from '../../../../targets/etcd/options.js';
import type { ClientInterfaces } from '../../../../workloads/clients/index.js';

const opened: { close(): unknown }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

/** Closed when the test is over. */
export function closing<T extends { close(): unknown }>(closable: T): T {
  opened.push(closable);
  return closable;
}

/** Every test, and whoever wants a store of its own within one, has a prefix of its own. */
export async function connectTo<K extends keyof typeof clients>(
  port: number,
  client: K,
  { prefix, options = {} }: { readonly prefix: string; readonly options?: Partial<Record<keyof EtcdOptions, unknown>> },
): Promise<ClientInterfaces[K]> {
  const node = { name: 'n1', index: 0, address: '127.0.0.1', port };
  const connect: Connect<ClientInterfaces[K], EtcdOptions> = clients[client];
  return closing(
    await connect({ node, nodes: [node], options: etcdOptions.parse(options), access: { prefix: `${prefix}/` } }),
  );
}

/** 'ok'; 'fail' where it surely had no effect, and 'nobody' where that is because nobody was there; 'info' else. */
export async function outcome(call: Promise<unknown>): Promise<'ok' | 'fail' | 'nobody' | 'info'> {
  return call.then(
    () => 'ok' as const,
    (error: unknown) => (error instanceof Unavailable ? 'nobody' : error instanceof DefiniteFailure ? 'fail' : 'info'),
  );
}
