/** What the server answers: data until it is sent, so that every header is set in one place. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** A stream is made only when its bytes are wanted. */
  readonly body: string | (() => Readable);
  /** Bytes, where a stream's length is known. */
  readonly length?: number;
  /** Of pages and of what a browser might take for one. */
  readonly policy?: string;
  /** The name under which a browser keeps it, instead of showing it. */
  readonly download?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** For whatever is no page of ours: nothing in it may run or load. */
const NO_POLICY = "default-src 'none'; sandbox";

export async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { status, type, body, length, policy = NO_POLICY, download, headers = {} } = answer;
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : null;
  const size = bytes?.length ?? length;
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': `${policy}; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-cache',
    ...(size === undefined ? {} : { 'content-length': size }),
    ...(download === undefined ? {} : { 'content-disposition': attachment(download) }),
    ...headers,
  });
  if (request.method === 'HEAD' || status === 304) response.end();
  else if (typeof body === 'string') response.end(bytes);
  else await pipeline(body(), response);
}

/** A name that no header can be broken with (RFC 6266, RFC 5987). */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w.@+-]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

export function page(html: string, policy: string, status = 200): Answer {
  return { status, type: 'text/html; charset=utf-8', body: html, policy };
}

export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, type: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n`, headers };
}

export function redirect(location: string): Answer {
  return { status: 302, type: 'text/plain; charset=utf-8', body: `${location}\n`, headers: { location } };
}

/** Thrown by whoever cannot answer. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
