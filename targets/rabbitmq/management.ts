/** What is asked of a server's management plugin over HTTP. */
import type { TargetNode } from '../../harness/contracts/target.js';
import { MANAGEMENT_PORT } from './configuration.js';

/** Users and passwords that RabbitMQ begins with. */
const AUTHORIZATION = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
const VIRTUAL_HOST = encodeURIComponent('/');

/** The path of a thing of this kind in the virtual host that clients use. */
export function pathOf(kind: 'queues' | 'policies', name: string): string {
  return `${kind}/${VIRTUAL_HOST}/${encodeURIComponent(name)}`;
}

/** What is at this path; null when nothing is. Throws Error when the server does not answer in time, or not like that. */
export async function read({ address }: TargetNode, path: string, timeoutMs: number): Promise<unknown> {
  const response = await ask(address, path, timeoutMs, {});
  if (response.status === 404) {
    await response.body?.cancel();
    return null;
  }
  if (!response.ok) throw await refusal(response, path);
  return response.json();
}

/** Makes it so. Throws as `read`. */
export async function write({ address }: TargetNode, path: string, value: unknown, timeoutMs: number): Promise<void> {
  const response = await ask(address, path, timeoutMs, { method: 'PUT', body: JSON.stringify(value) });
  if (!response.ok) throw await refusal(response, path);
  await response.body?.cancel();
}

function ask(address: string, path: string, timeoutMs: number, more: RequestInit): Promise<Response> {
  return fetch(`http://${address}:${MANAGEMENT_PORT}/api/${path}`, {
    ...more,
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
}

async function refusal(response: Response, path: string): Promise<Error> {
  return new Error(`${path} answers with status ${response.status} (${(await response.text()).slice(0, 200)})`);
}
