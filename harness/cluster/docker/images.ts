/** The image of a node: the base, our few tools, and the Debian packages of the target. Made once, found ever after. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { FaultlineError } from '../../contracts/errors.js';
import { machineAptSettings, RELEASE, sourceLines } from '../apt-sources.js';
import { shellQuote } from '../kept-shell.js';
import { ensureNewerPackages } from '../newer-packages.js';
import { ensureBaseImage } from './base-image.js';
import { buildImage, imageId } from './build.js';
import { IMAGE_LABELS } from './labels.js';

/** perl-base, which the guard and the prober need, is in every Debian image; perl has the clocks as the C library reads them. */
const TOOLS = ['iproute2', 'nftables', 'perl', 'procps', 'tini'];

/** Packages must start nothing, and bring no pages for people. */
const PREPARE = `printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
printf 'path-exclude=%s\\n' '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/locale/*' '/usr/share/info/*' \\
  > /etc/dpkg/dpkg.cfg.d/faultline
mkdir -p /usr/share/man/man1`;

const TIDY = `rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log /var/log/alternatives.log \\
  /var/cache/debconf/*-old /tmp/faultline.list
mkdir -p /var/lib/apt/lists/partial /var/cache/apt/archives/partial`;

export interface ImageOptions {
  /** Debian packages of the target. */
  readonly packages: readonly string[];
  /** Those of the next release, as in Software. */
  readonly newer?: readonly string[];
  /** The user's own image, which gets our tools and no packages. */
  readonly from?: string;
  /** A folder of the user's own that lies over /usr. */
  readonly overlay?: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The image that nodes and the target's processes run from; its tag is a hash of what it is made of. Throws
 * FaultlineError 'no-base-image', 'no-image', 'image-build'.
 */
export async function ensureNodeImage(docker: Docker, options: ImageOptions): Promise<string> {
  const { packages, newer = [], from, overlay, log, signal } = options;
  if (from !== undefined && (await imageId(docker, from)) === null) {
    const hint = `docker pull ${from}, or build it`;
    throw new FaultlineError(`the engine has no image ${from}`, { code: 'no-image', value: from, hint });
  }
  const base = from ?? (await ensureBaseImage(docker, log, signal));
  const node = { repository: 'faultline/node', packages: [], log, signal };
  let image = await ensureLayer(docker, { ...node, from: base, repository: 'faultline/sandbox', packages: TOOLS });
  if (from === undefined && packages.length + newer.length > 0) {
    image = await ensureLayer(docker, { ...node, from: image, packages, newer });
  }
  return overlay === undefined ? image : ensureLayer(docker, { ...node, from: image, overlay });
}

interface Layer extends Omit<ImageOptions, 'from'> {
  readonly from: string;
  readonly repository: string;
}

async function ensureLayer(docker: Docker, layer: Layer): Promise<string> {
  const packages = [...new Set(layer.packages)].sort();
  const newer = [...new Set(layer.newer ?? [])].sort();
  const fromId = await imageId(docker, layer.from);
  const tag = createHash('sha256')
    .update(JSON.stringify([fromId, packages, newer, PREPARE, TIDY, IMAGE_LABELS, contentOf(layer.overlay)]))
    .digest('hex')
    .slice(0, 12);
  const reference = `${layer.repository}:${tag}`;
  if ((await imageId(docker, reference)) !== null) return reference;
  const parts = [...packages, ...newer, ...(layer.overlay === undefined ? [] : [layer.overlay])];
  layer.log(`making the image ${reference} with ${parts.join(', ')}`);
  const script = packages.length === 0 ? PREPARE : await installScript(packages);
  const files = [
    ...(newer.length === 0 ? [] : [{ from: join((await ensureNewerPackages(newer)).root, 'usr'), into: '/' }]),
    ...(layer.overlay === undefined ? [] : overlaid(layer.overlay)),
  ];
  await buildImage(docker, {
    from: layer.from,
    repository: layer.repository,
    tag,
    script,
    files,
    signal: layer.signal,
  });
  return reference;
}

/** What is in a folder comes into /usr. */
function overlaid(folder: string): readonly { readonly from: string; readonly into: string }[] {
  return readdirSync(folder).map((name) => ({ from: join(folder, name), into: '/usr' }));
}

/** Names, sizes and times of all that is in a folder: an image is made anew when something of it changes. */
function contentOf(folder: string | undefined): readonly (readonly [name: string, size: number, mtimeMs: number])[] {
  if (folder === undefined) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = lstatSync(join(folder, name));
      return [name, size, mtimeMs] as const;
    });
}

/** The mirror and the proxies of this machine are used, and leave no trace in the image. */
async function installScript(packages: readonly string[]): Promise<string> {
  const { sources, options } = await machineAptSettings();
  const lists = ['Dir::Etc::SourceList=/tmp/faultline.list', 'Dir::Etc::SourceParts=/dev/null'];
  const cache = ['Dir::Cache::pkgcache=', 'Dir::Cache::srcpkgcache=', 'Acquire::Retries=2'];
  const words = (settings: readonly string[]): string =>
    settings.map((setting) => `-o ${shellQuote(setting)}`).join(' ');
  const apt = `apt-get -q $lists ${words([...cache, ...options])}`;
  const proxies = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [`export ${name}=${shellQuote(value)}`];
  });
  return [
    'export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8',
    ...proxies,
    PREPARE,
    `cat > /tmp/faultline.list <<'SOURCES'\n${sourceLines(sources)}SOURCES`,
    // An image of the user's own may be of another release: then its own lists are right.
    `lists=; if grep -qs '^VERSION_CODENAME=${RELEASE}$' /etc/os-release; then lists=${shellQuote(words(sources.length === 0 ? [] : lists))}; fi`,
    `${apt} update`,
    `${apt} install -y --no-install-recommends ${packages.map(shellQuote).join(' ')}`,
    TIDY,
  ].join('\n');
}
