/** Where this machine gets Debian's packages from, so that images are built from the same mirror. */
import { execa } from 'execa';
import { cacheFolder } from './cache.js';

/** The Debian release of every image that we make. */
export const RELEASE = 'bookworm';

const FORMAT = '$(ORIGIN) $(CODENAME) $(REPO_URI) $(COMPONENT)';

export interface AptSource {
  readonly uri: string;
  /** bookworm, bookworm-updates, bookworm-security. */
  readonly suite: string;
}

export interface AptSettings {
  /** Empty when this machine is no Debian of that release: then the images' own sources are used. */
  readonly sources: readonly AptSource[];
  /** apt options, as in `-o NAME=VALUE`: proxies. */
  readonly options: readonly string[];
}

/** As this machine's apt says; nothing, where there is no apt or it knows no Debian. Never throws. */
export async function machineAptSettings(): Promise<AptSettings> {
  // The machine's lists may have been thrown away, as in most images: then those of the private cache know.
  const places = [[], ['-o', `Dir::State::Lists=${cacheFolder('apt', 'lists')}`]];
  for (const place of places) {
    const sources = readSources(await output('apt-get', [...place, 'indextargets', '--format', FORMAT]));
    if (sources.length > 0) return { sources, options: readProxies(await output('apt-config', ['dump'])) };
  }
  return { sources: [], options: [] };
}

/** sources.list lines: what Debian itself signs, and nothing that needs a key of its own. */
export function sourceLines(sources: readonly AptSource[]): string {
  return sources.map(({ uri, suite }) => `deb ${uri} ${suite} main\n`).join('');
}

function readSources(text: string): readonly AptSource[] {
  const found = new Map<string, AptSource>();
  for (const line of text.split('\n')) {
    const [origin = '', suite = '', uri = '', component = ''] = line.split(' ');
    const ours = [RELEASE, `${RELEASE}-updates`, `${RELEASE}-security`].includes(suite);
    if (origin === 'Debian' && component === 'main' && ours && /^https?:/.test(uri)) {
      found.set(`${uri} ${suite}`, { uri, suite });
    }
  }
  return [...found.values()].sort((left, right) => left.suite.localeCompare(right.suite));
}

function readProxies(dump: string): readonly string[] {
  return [...dump.matchAll(/^(Acquire::https?::Proxy) "([^"]+)";$/gm)].map(([, name, value]) => `${name}=${value}`);
}

async function output(program: string, words: readonly string[]): Promise<string> {
  const result = await execa(program, words, { reject: false });
  return result.exitCode === 0 ? result.stdout : '';
}
