/** The controller's end of the prober mesh: on its own addresses of the run's network and no other. */
import { createSocket, type Socket } from 'node:dgram';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import type { ShellStreams } from '../kept-shell.js';
import type { Addresses } from '../packet-filter.js';
import { PROBER_PORT } from '../prober.js';

/** The kernel may still be trying out whether an IPv6 address is free (RFC 4862, section 5.4). */
const BIND_TIMEOUT_MS = 5_000;
const BIND_INTERVAL_MS = 50;

export interface ControllerProber {
  readonly streams: ShellStreams;
  close(): void;
}

/**
 * Speaks the same lines as the prober of a node (see ../prober.ts). Throws FaultlineError 'not-on-host' when the
 * controller does not have these addresses, because the engine is on another machine.
 */
export async function controllerProber(own: Addresses): Promise<ControllerProber> {
  const four = await bind('udp4', own.address);
  let six: Socket | null = null;
  try {
    six = own.address6 === null ? null : await bind('udp6', own.address6);
  } catch (error) {
    four.close();
    throw error;
  }
  const sockets = six === null ? [four] : [four, six];
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  for (const socket of sockets) socket.on('message', (payload) => stdout.write(`got ${payload.toString('latin1')}\n`));
  createInterface({ input: stdin }).on('line', (line) => {
    const [, payload = '', ...addresses] = line.split(' ');
    for (const address of addresses) {
      // A send that the kernel refuses is a packet that did not arrive, which is what is measured.
      if (!address.includes(':')) four.send(`${payload}/4`, PROBER_PORT, address, () => {});
      else six?.send(`${payload}/6`, PROBER_PORT, address, () => {});
    }
  });
  stdout.write('ready\n');
  let closed = false;
  return {
    streams: { stdin, stdout, stderr: new PassThrough() },
    close: () => {
      if (closed) return;
      closed = true;
      for (const socket of sockets) socket.close();
    },
  };
}

async function bind(type: 'udp4' | 'udp6', address: string): Promise<Socket> {
  const deadline = performance.now() + BIND_TIMEOUT_MS;
  for (;;) {
    const socket = createSocket(type);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.bind({ port: PROBER_PORT, address, exclusive: true }, resolve);
      });
      socket.on('error', () => {});
      return socket;
    } catch (error) {
      socket.close();
      if (performance.now() > deadline) {
        throw new FaultlineError(`the controller is not on the nodes' network (${address}: ${messageOf(error)})`, {
          code: 'not-on-host',
          value: address,
          hint: 'run faultline on the machine of the Docker engine',
          cause: error,
        });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, BIND_INTERVAL_MS));
  }
}
