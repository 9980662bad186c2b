/** A process that holds a lock: acquires it, says so, and stores 1, 2, … under it for every line that it is sent. */
import { createInterface } from 'node:readline';
import { createLockClient } from '../../../../targets/etcd/clients/lock.js';

const [port = '0', lockWrites = 'unfenced'] = process.argv.slice(2);
const client = createLockClient({
  ...{ address: '127.0.0.1', port: Number(port), lockTtlS: 1 },
  lockWrites: lockWrites === 'fenced' ? 'fenced' : 'unfenced',
});
const token = await client.acquire('paused');
console.log(JSON.stringify({ token }));
let value = 0;
for await (const _ of createInterface({ input: process.stdin })) {
  value += 1;
  console.log(JSON.stringify({ stored: await client.store('paused', token ?? 0, value) }));
}
await client.close();
