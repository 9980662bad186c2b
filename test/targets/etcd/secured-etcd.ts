/** A real etcd on loopback as somebody else might run it: over TLS, with users, or with neither. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { vi } from 'vitest';
import { findProgram } from '../../../harness/cluster/local/enter.js';
import { ensurePackages } from '../../../harness/cluster/packages.js';
import { messageOf } from '../../../harness/contracts/errors.js';
import { Gateway } from '../../../targets/etcd/gateway.js';
import { statusOf } from '../../../targets/etcd/status.js';
import { freePort } from '../../setup/free-port.js';

const found = findProgram('etcd');
/** Path of the program, or why there is none. */
export const etcdProgram = await (found === null
  ? ensurePackages(['etcd-server']).then(({ root }) => join(root, 'usr/bin/etcd'), messageOf)
  : Promise.resolve(found));

/** Why this cannot be had here; null when it can. */
export const missingForEtcd = etcdProgram.endsWith('/etcd') ? null : etcdProgram;

/** Paths of PEM files. */
export interface Certificates {
  readonly ca: string;
  /** For 127.0.0.1 and localhost. */
  readonly certificate: string;
  readonly key: string;
  /** A certificate for nobody in particular, of the same authority: no etcd lets a server's in by its name. */
  readonly clientCertificate: string;
  readonly clientKey: string;
  /** An authority that signed nothing. */
  readonly otherCa: string;
}

/** Makes them by openssl, in a folder that is there. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const openssl = (...words: string[]) => execa('openssl', words, { cwd: folder });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  for (const name of ['ca', 'other'])
    await openssl(
      'req',
      '-x509',
      ...curve,
      ...['-days', '2', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`],
    );
  const issued = [
    ['server', '/CN=server', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
    ['client', '/O=client', 'extendedKeyUsage=clientAuth'],
  ] as const;
  for (const [name, subject, extension] of issued) {
    await openssl(
      'req',
      ...curve,
      '-subj',
      subject,
      '-addext',
      extension,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    );
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy', '-days', '2'];
    await openssl('x509', '-req', '-in', `${name}.csr`, ...signed, '-out', `${name}.pem`);
  }
  const at = (name: string): string => join(folder, name);
  return {
    ...{ ca: at('ca.pem'), certificate: at('server.pem'), key: at('server.key'), otherCa: at('other.pem') },
    ...{ clientCertificate: at('client.pem'), clientKey: at('client.key') },
  };
}

export interface SecuredOptions {
  /** Its data go to a folder in this one. */
  readonly folder: string;
  readonly certificates?: Certificates;
  /** Clients must have a certificate too. */
  readonly asksClients?: boolean;
  readonly more?: readonly string[];
}

/** One member, ended by `end`. */
export class SecuredEtcd {
  private child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly words: readonly string[],
    private readonly data: string,
    readonly tls: { readonly ca: string; readonly certificate: string; readonly key: string } | undefined,
  ) {}

  /** Starts it, and waits until it answers. */
  static async start(options: SecuredOptions): Promise<SecuredEtcd> {
    const { certificates, folder, more = [] } = options;
    const [port, peerPort] = [await freePort(), await freePort()];
    const url = `${certificates === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    const data = join(folder, `etcd-${port}`);
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const words = ['--name', 'n1', '--data-dir', data, '--listen-client-urls', url, '--advertise-client-urls', url];
    words.push('--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `n1=${peer}`);
    words.push('--bcrypt-cost', '4', ...more);
    if (certificates !== undefined) words.push('--cert-file', certificates.certificate, '--key-file', certificates.key);
    if (certificates !== undefined && options.asksClients === true)
      words.push('--client-cert-auth', '--trusted-ca-file', certificates.ca);
    const tls =
      certificates === undefined
        ? undefined
        : {
            ca: readFileSync(certificates.ca, 'utf8'),
            certificate: readFileSync(certificates.clientCertificate, 'utf8'),
            key: readFileSync(certificates.clientKey, 'utf8'),
          };
    const etcd = new SecuredEtcd(port, words, data, tls);
    await etcd.run();
    return etcd;
  }

  get endpoint() {
    const access = this.tls === undefined ? { prefix: '' } : { prefix: '', tls: this.tls };
    return { address: '127.0.0.1', port: this.port, access };
  }

  /** Kills it, and starts it again with its data: it has forgotten all tokens. */
  async restart(): Promise<void> {
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill('SIGKILL');
    await ended;
    await this.run();
  }

  /** Users become necessary: root, and `name`, who may touch what begins with faultline/ alone. */
  async requireUsers(name: string, password: string): Promise<void> {
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const calls: readonly [string, unknown][] = [
      ['user/add', { name: 'root', password: 'root-password' }],
      ['user/grant', { user: 'root', role: 'root' }],
      ['role/add', { name: 'faultline' }],
      [
        'role/grant',
        {
          name: 'faultline',
          perm: { permType: 'READWRITE', key: base64('faultline/'), range_end: base64('faultline0') },
        },
      ],
      ['user/add', { name, password }],
      ['user/grant', { user: name, role: 'faultline' }],
      ['enable', {}],
    ];
    const gateway = new Gateway(this.endpoint);
    for (const [path, body] of calls) {
      const { status, json } = await gateway.post(`/v3/auth/${path}`, body, 5_000);
      if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(json)}`);
    }
    gateway.close();
  }

  end(): void {
    this.child?.kill('SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
  }

  private async run(): Promise<void> {
    const env = { ...process.env, ETCD_UNSUPPORTED_ARCH: 'arm64' };
    this.child = spawn(etcdProgram, this.words, { stdio: 'ignore', env });
    await vi.waitFor(async () => expectLeader(await statusOf(this.endpoint)), { timeout: 30_000, interval: 100 });
  }
}

function expectLeader({ leader }: { readonly leader: string | null }): void {
  if (leader === null) throw new Error('no leader yet');
}
