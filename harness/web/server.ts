/** The results browser: a server that reads, and changes nothing. It listens to this machine alone unless told otherwise. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';
import { FaultlineError, messageOf, UsageError } from '../contracts/errors.js';
import { html } from '../report/html/markup.js';
import { openResults } from '../results/find-runs.js';
import { type Answer, HttpError, page, send } from './answer.js';
import { policyOf, renderShell } from './page-shell.js';
import { isLoopbackName, parseRequestPath } from './request-path.js';
import { Routes } from './routes.js';

export interface ServeOptions {
  /** A folder of results, or of one run. */
  readonly results: string;
  /** 0: one that is free. */
  readonly port: number;
  readonly host: string;
  /** Told of what went wrong in ways that nobody foresaw. */
  readonly log: (line: string) => void;
}

export interface ResultsServer {
  /** "http://127.0.0.1:8080/" */
  readonly address: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 200;

/** Throws UsageError 'no-results', 'port-taken' and 'no-such-address', and FaultlineError 'cannot-listen'. */
export async function serveResults(options: ServeOptions): Promise<ResultsServer> {
  const { results, port, host, log } = options;
  openResults(results);
  const routes = new Routes(results);
  const onlyLoopback = isLoopbackName(isIPv6(host) ? `[${host}]` : host);
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS }, (request, response) => {
    void respond(request, response, { routes, onlyLoopback, log });
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listening(server, port, host);
  const bound = server.address() as AddressInfo;
  const name = isIPv6(host) ? `[${host}]` : host;
  return {
    address: `http://${name}:${bound.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Responding {
  readonly routes: Routes;
  readonly onlyLoopback: boolean;
  readonly log: (line: string) => void;
}

/** Never rejects. */
async function respond(request: IncomingMessage, response: ServerResponse, responding: Responding): Promise<void> {
  try {
    await send(request, response, await answerFor(request, responding));
  } catch (error) {
    // Whoever went away in the middle of a file is nobody's trouble.
    if (response.headersSent) response.destroy();
    else await send(request, response, errorAnswer(error, responding.log)).catch(() => response.destroy());
  }
}

async function answerFor(request: IncomingMessage, { routes, onlyLoopback }: Responding): Promise<Answer> {
  const { method, url = '/', headers } = request;
  if (onlyLoopback && !isLoopbackName(headers.host ?? '')) {
    throw new HttpError(421, 'this server answers to 127.0.0.1 and localhost alone; --host lets it listen elsewhere');
  }
  if (method !== 'GET' && method !== 'HEAD') throw new HttpError(405, 'this server only reads: GET and HEAD');
  return routes.answer(parseRequestPath(url), headers['if-none-match']);
}

function errorAnswer(error: unknown, log: (line: string) => void): Answer {
  const known = error instanceof HttpError;
  const isUsers = known || error instanceof FaultlineError;
  const status = known ? error.status : 500;
  if (!isUsers)
    log(`a page could not be made: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`);
  const said = isUsers ? messageOf(error) : 'this page could not be made; the terminal says why';
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  const content = html`<p class="status">${sentence}</p><p><a href="/">All runs</a></p>`;
  const title = status === 404 ? 'Not here' : `Error ${status}`;
  const answer = page(renderShell({ title, live: true, content }), policyOf({ live: true }), status);
  return status === 405 ? { ...answer, headers: { allow: 'GET, HEAD' } } : answer;
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    server.listen(port, host, () => resolve());
  });
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): FaultlineError {
  if (error.code === 'EADDRINUSE') {
    const hint = 'choose another with --port, or --port 0 for one that is free';
    return new UsageError(`port ${port} is taken by another program`, { code: 'port-taken', value: port, hint });
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    const hint = '--host 127.0.0.1 is this machine alone, --host 0.0.0.0 every address of it';
    return new UsageError(`${host} is no address of this machine`, { code: 'no-such-address', value: host, hint });
  }
  return new FaultlineError(`nothing can listen on ${host}, port ${port}: ${error.message}`, {
    code: 'cannot-listen',
    value: port,
    hint: 'choose another port with --port',
    cause: error,
  });
}
