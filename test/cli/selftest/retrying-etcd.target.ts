/** etcd with clients of the npm package etcd3 as it comes: known to send a request again whose answer was lost. */
import { Etcd3 } from 'etcd3';
import { defineTarget, type TargetNode } from '../../../harness/contracts/target.js';
import { CLIENT_PORT } from '../../../targets/etcd/gateway.js';
import type { EtcdOptions } from '../../../targets/etcd/options.js';
import etcd from '../../../targets/etcd/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';

const COUNTER = 'counter';

function connect({ address, port = CLIENT_PORT }: TargetNode): Etcd3 {
  return new Etcd3({ hosts: `http://${address}:${port}` });
}

export default defineTarget<EtcdOptions, Pick<ClientInterfaces, 'counter' | 'kv'>>({
  ...etcd,
  name: 'retrying-etcd',
  claims: () => ({}),
  clients: {
    // The version of a key counts its puts.
    counter: async ({ node }) => {
      const client = connect(node);
      return {
        add: async (amount) => {
          await client.put(COUNTER).value(amount);
        },
        read: async () => Number((await client.get(COUNTER).exec()).kvs[0]?.version ?? 0),
        close: async () => client.close(),
      };
    },
    kv: async ({ node }) => {
      const client = connect(node);
      return {
        get: async (key) => client.get(key).string(),
        put: async (key, value) => {
          await client.put(key).value(value);
        },
        delete: async (key) => {
          await client.delete().key(key);
        },
        compareAndSet: async (key, from, to) => {
          const put = client.put(key).value(to);
          return (await client.if(key, 'Value', '==', from).then(put).commit()).succeeded;
        },
        close: async () => client.close(),
      };
    },
  },
});
