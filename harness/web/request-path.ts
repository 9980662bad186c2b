/** The path of a request in its decoded parts, or a refusal. Whatever could lead elsewhere is refused before any file is looked at. */
import { HttpError } from './answer.js';

export interface RequestPath {
  /** Decoded, none of them empty; a slash at the end is told apart. */
  readonly parts: readonly string[];
  readonly endsWithSlash: boolean;
  /** From "?" on, or ''. */
  readonly search: string;
}

const MAX_LENGTH = 8_192;

/** `url` as it stands in the request line. Throws HttpError 400. */
export function parseRequestPath(url: string): RequestPath {
  if (!url.startsWith('/') || url.length > MAX_LENGTH)
    throw new HttpError(400, 'this is not an address of this server');
  const [path = '', ...rest] = url.replace(/#.*$/s, '').split('?');
  const search = rest.length === 0 ? '' : `?${rest.join('?')}`;
  if (path === '/') return { parts: [], endsWithSlash: true, search };
  const endsWithSlash = path.endsWith('/');
  const raw = path.slice(1, endsWithSlash ? -1 : undefined).split('/');
  return { parts: raw.map(decoded), endsWithSlash, search };
}

function decoded(part: string): string {
  let text: string;
  try {
    text = decodeURIComponent(part);
  } catch {
    throw new HttpError(400, 'the address is not well encoded');
  }
  // Names that begin with a dot are no files of a run, and two of them lead out of it.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a name
  if (text === '' || text.startsWith('.') || /[/\\\u0000-\u001f\u007f]/.test(text)) {
    throw new HttpError(400, 'the address names no file of a run');
  }
  return text;
}

/** Whether this is a way to say "this machine": with any other name a page of somebody else could be asking (DNS rebinding). */
export function isLoopbackName(hostHeader: string): boolean {
  const name = hostHeader.replace(/:\d*$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}
