/** The images that those of docker-compose.yml grow from, made here for where no registry answers. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { FaultlineError } from '../../contracts/errors.js';
import { machineAptSettings, sourceLines } from '../apt-sources.js';
import { shellQuote } from '../kept-shell.js';
import { buildImage, imageId } from './build.js';
import { ensureNodeImage } from './images.js';
import { IMAGE_LABELS } from './labels.js';

const REPOSITORY = 'faultline/controller-base';
/** What a machine of the profile ssh has besides our tools. */
const MACHINE_PACKAGES = ['openssh-server', 'sudo'];

/** Where npm gets packages from. Whatever says who we are there is not among it, and stays here. */
const NPM_SETTINGS = ['registry', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl'];

export interface ComposeBases {
  /** Node with npm, and what a controller needs of Debian. */
  readonly controller: string;
  /** Debian with an sshd, and what faults need. */
  readonly machine: string;
}

export interface ComposeBasesOptions {
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Both bases, from Debian's packages and the Node that runs this. The second time it only looks. Throws FaultlineError
 * 'no-base-image', 'image-build' (also when this Node does not run on Debian's own libraries), 'no-npm'.
 */
export async function ensureComposeBases(docker: Docker, options: ComposeBasesOptions): Promise<ComposeBases> {
  const sandbox = await ensureNodeImage(docker, { packages: [], ...options });
  const machine = await ensureNodeImage(docker, { packages: MACHINE_PACKAGES, ...options });
  return { controller: await ensureControllerBase(docker, sandbox, options), machine };
}

async function ensureControllerBase(
  docker: Docker,
  from: string,
  { log, signal }: ComposeBasesOptions,
): Promise<string> {
  const node = realpathSync(process.execPath);
  const npm = await npmFolder();
  const script = await settingScript();
  const parts = [await imageId(docker, from), process.version, statSync(node).size, npm.version, script, IMAGE_LABELS];
  const tag = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
  const reference = `${REPOSITORY}:${tag}`;
  if ((await imageId(docker, reference)) !== null) return reference;
  log(`making the image ${reference} with Node ${process.versions.node}`);
  const files = [
    { from: node, into: '/usr/local/bin' },
    { from: npm.folder, into: '/usr/local/lib' },
  ];
  await buildImage(docker, { from, repository: REPOSITORY, tag, script, signal, files, environment: CERTIFICATES });
  return reference;
}

async function npmFolder(): Promise<{ readonly folder: string; readonly version: string }> {
  const beside = join(dirname(dirname(realpathSync(process.execPath))), 'lib/node_modules/npm/bin/npm-cli.js');
  const found = await execa('sh', ['-c', 'command -v npm'], { reject: false });
  const candidates = [process.env['npm_execpath'] ?? '', found.stdout, beside];
  const program = candidates.find((path) => /npm/.test(path) && existsSync(path));
  if (program === undefined) {
    throw new FaultlineError('there is no npm here that could go into the image', {
      code: 'no-npm',
      value: candidates,
      hint: 'install npm, or name an image that has Node and npm in FAULTLINE_NODE_IMAGE',
    });
  }
  const folder = dirname(dirname(realpathSync(program)));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { folder, version };
}

const CERTIFICATES_FILE = '/usr/local/share/faultline-certificates.crt';
const CERTIFICATES: Readonly<Record<string, string>> = { NODE_EXTRA_CA_CERTS: CERTIFICATES_FILE };

/** Whom this machine believes, where its packages come from, and a look whether Node runs there at all. */
async function settingScript(): Promise<string> {
  const npmrc: string[] = [];
  for (const name of NPM_SETTINGS) {
    const { stdout } = await execa('npm', ['config', 'get', name], { reject: false });
    if (!['', 'null', 'undefined'].includes(stdout.trim())) npmrc.push(`${name}=${stdout.trim()}`);
  }
  const { sources, options } = await machineAptSettings();
  const proxies = options.map((option) => option.replace(/^([^=]+)=(.*)$/, '$1 "$2";'));
  const { stdout: cafile } = await execa('npm', ['config', 'get', 'cafile'], { reject: false });
  const certificates = [process.env['NODE_EXTRA_CA_CERTS'] ?? '', cafile].find((path) => existsSync(path));
  return [
    '[ -e /usr/local/bin/node ] || mv /usr/local/bin/nodejs /usr/local/bin/node',
    'mkdir -p /usr/local/lib/node_modules /usr/local/etc /etc/ssl/certs',
    'mv /usr/local/lib/npm /usr/local/lib/node_modules/npm',
    'ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm',
    'ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx',
    heredoc('/usr/local/etc/npmrc', npmrc.join('\n')),
    heredoc(CERTIFICATES_FILE, certificates === undefined ? '' : readFileSync(certificates, 'utf8').trimEnd()),
    `[ -e /etc/ssl/certs/ca-certificates.crt ] || ln -s ${CERTIFICATES_FILE} /etc/ssl/certs/ca-certificates.crt`,
    ...(sources.length === 0
      ? []
      : ['rm -f /etc/apt/sources.list.d/*', heredoc('/etc/apt/sources.list', sourceLines(sources).trimEnd())]),
    heredoc('/etc/apt/apt.conf.d/faultline', proxies.join('\n')),
    'node --version',
    'npm --version',
  ].join('\n');
}

function heredoc(path: string, text: string): string {
  return `cat > ${shellQuote(path)} <<'FAULTLINE_END'\n${text}\nFAULTLINE_END`;
}
