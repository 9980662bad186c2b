/** Puts that etcd acknowledges in a second: one node, through its JSON gateway. */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { rateOf } from './load.js';
import { startProgram } from './program.js';

const CLIENTS = 32;
const VALUE = Buffer.alloc(100, 'v').toString('base64');
const [CLIENT_PORT, PEER_PORT] = [23_790, 23_800];

export const software = { debian: ['etcd-server'], binaries: ['etcd'] };

export async function etcdRate(folder: string, seconds: number): Promise<number> {
  const url = `http://127.0.0.1:${CLIENT_PORT}`;
  const peer = `http://127.0.0.1:${PEER_PORT}`;
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const put = (key: string): Promise<void> =>
    post(agent, '/v3/kv/put', { key: Buffer.from(key).toString('base64'), value: VALUE });
  const command = ['etcd', '--name', 'n1', '--data-dir', join(folder, 'etcd'), '--listen-client-urls', url];
  command.push('--advertise-client-urls', url, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer);
  command.push('--initial-cluster', `n1=${peer}`);
  const ready = async (): Promise<boolean> => {
    await put('ready');
    return true;
  };
  const etcd = await startProgram(command, ready, { ETCD_UNSUPPORTED_ARCH: process.arch });
  try {
    return await rateOf(CLIENTS, seconds, (client, round) => put(`${client}-${round % 1_000}`));
  } finally {
    agent.destroy();
    await etcd.stop();
  }
}

function post(agent: Agent, path: string, body: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: CLIENT_PORT, path, method: 'POST', agent }, (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`etcd answered ${response.statusCode}`)),
      );
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
}
