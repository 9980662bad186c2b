/**
 * One HTTP exchange with one member's JSON gateway, over node:http with an agent of its own: the usual npm client was
 * measured to repeat requests silently, and fetch to share connections between clients. With TLS, over node:https.
 */
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { DefiniteFailure, Unavailable } from '../../harness/contracts/errors.js';
import type { ClientAccess, TargetNode } from '../../harness/contracts/target.js';

/** The port on which every member of ours serves clients, and others' do where nothing else is said. */
export const CLIENT_PORT = 2379;

/** Bytes of an answer that are still read. Most are a few hundred; a range over a large set has 100 for each element. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** Left out where the harness runs the member itself. */
  readonly access?: ClientAccess;
}

/** Where a node serves its clients. */
export function endpointOf(node: TargetNode, access: ClientAccess | undefined): Endpoint {
  return { address: node.address, port: node.port ?? CLIENT_PORT, ...(access === undefined ? {} : { access }) };
}

/** What the gateway answered, whatever its status says. */
export interface Answer {
  readonly status: number;
  /** The body as JSON; undefined when it is not JSON. */
  readonly json: unknown;
}

const errorAnswer = z.object({ error: z.string(), code: z.int() });

/** What the gateway says of an error: gRPC's code, and a text; null when it is not the gateway that says it. */
export function errorOf(answer: Answer): { readonly code: number; readonly text: string } | null {
  const parsed = errorAnswer.safeParse(answer.json);
  return parsed.success ? { code: parsed.data.code, text: parsed.data.error } : null;
}

/** One connection to one member, opened when a request needs one and there is none. Not for use by two at once. */
export class Gateway {
  /** One socket at most: a request never waits beside another, nor travels on a connection that is not its own. */
  private readonly agent: HttpAgent | HttpsAgent;
  /** Rejects the exchanges under way. The agent says nothing to a request that still waits for its socket. */
  private readonly underWay = new Set<(error: Error) => void>();
  private closed = false;

  constructor(private readonly endpoint: Endpoint) {
    const sockets = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
    const tls = endpoint.access?.tls;
    this.agent = tls === undefined ? new HttpAgent(sockets) : new HttpsAgent({ ...sockets, ...secured(tls) });
  }

  /**
   * Posts `body` to `path` and answers what came back, exactly once sent or not at all. Rejects with Unavailable
   * when not one byte of the request was handed to the network, and with another error when some may have been: then
   * the member may execute it, now or later. Has no time limit but `timeoutMs`, which is for those who ask on their
   * own account; operations are timed by the harness. `token` says who we are, where that must be said.
   */
  post(path: string, body: unknown, timeoutMs?: number, token: string | null = null): Promise<Answer> {
    return this.exchange('POST', path, JSON.stringify(body), timeoutMs, token);
  }

  /** As `post`, for what is got. */
  get(path: string): Promise<Answer> {
    return this.exchange('GET', path, '', undefined, null);
  }

  private exchange(
    method: 'GET' | 'POST',
    path: string,
    payload: string,
    timeoutMs: number | undefined,
    token: string | null,
  ): Promise<Answer> {
    if (this.closed) return Promise.reject(new DefiniteFailure('the client is closed'));
    return new Promise((resolve, reject) => {
      const request = this.agent instanceof HttpsAgent ? httpsRequest : httpRequest;
      const outgoing = request({
        agent: this.agent,
        host: this.endpoint.address,
        port: this.endpoint.port,
        path,
        method,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
          ...(token === null ? {} : { authorization: token }),
        },
      });
      const sending = watchSending(outgoing, this.agent instanceof HttpsAgent);
      const timer = timeoutMs === undefined ? null : setTimeout(() => abort(new Error('no answer in time')), timeoutMs);
      const settle = (): void => {
        if (timer !== null) clearTimeout(timer);
        this.underWay.delete(abort);
      };
      const fail = (error: Error): void => {
        settle();
        reject(sending.begun ? error : new Unavailable(error.message, { cause: error }));
      };
      const abort = (error: Error): void => {
        fail(error);
        outgoing.destroy();
      };
      this.underWay.add(abort);
      outgoing.on('error', fail);
      outgoing.on('response', (response) => {
        readAnswer(response).then((answer) => {
          settle();
          resolve(answer);
        }, abort);
      });
      outgoing.end(payload);
    });
  }

  /** Destroys the socket at once; an exchange under way rejects. May be called twice. */
  close(): void {
    this.closed = true;
    for (const abort of [...this.underWay]) abort(new Error('the client was closed before the answer came'));
    this.agent.destroy();
  }
}

/**
 * Whether anything of the request may have left us. Until its socket is connected it waits in our own memory, and an
 * error (refused, unreachable, closed by us) throws it away; from then on nobody here knows what has arrived. With TLS
 * it waits for longer: until the keys are agreed on there is nothing to encrypt it with, and until we trust who is
 * there, which is decided before 'secureConnect', nothing is encrypted. A socket kept alive is connected already: if
 * the member has just closed it, our bytes may still have been read before that.
 */
function watchSending(outgoing: ClientRequest, isSecured: boolean): { readonly begun: boolean } {
  const sending = { begun: false };
  outgoing.once('socket', (socket) => {
    const isOpen = socket instanceof TLSSocket ? socket.authorized : !socket.connecting;
    if (isOpen) sending.begun = true;
    else
      socket.once(isSecured ? 'secureConnect' : 'connect', () => {
        sending.begun = true;
      });
  });
  return sending;
}

/** TLS as node:https has it. Whom we do not trust we do not talk to, whatever the environment says. */
function secured({ ca, certificate, key, serverName }: NonNullable<ClientAccess['tls']>) {
  return {
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  // A connection that breaks within the body ends the loop above with an error; this is for one that lies about it.
  if (!response.complete) throw new Error('the answer broke off');
  return { status: response.statusCode ?? 0, json: parseJson(Buffer.concat(chunks).toString('utf8')) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
