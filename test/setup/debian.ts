/** What only the tests need of the machine, from Debian's packages: installed by `npm test` where that is allowed. */
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { findProgram } from '../../harness/cluster/local/enter.js';
import { findChromium } from '../harness/report/chromium.js';

const INSTALL_TIMEOUT_MS = 300_000;

/**
 * The browser that the report's tests look through; compilers and assemblers for those of the clocks; a client host in
 * another language; certificates.
 */
const WANTED: readonly { readonly packages: readonly string[]; readonly isThere: () => boolean }[] = [
  { packages: ['chromium'], isThere: () => findChromium() !== null },
  { packages: ['gcc', 'libc6-dev'], isThere: () => findProgram('cc') !== null },
  { packages: ['python3'], isThere: () => existsSync('/usr/bin/python3') },
  { packages: ['openssl'], isThere: () => findProgram('openssl') !== null },
  { packages: ['binutils-aarch64-linux-gnu'], isThere: () => findProgram('aarch64-linux-gnu-as') !== null },
];

/** As root on Debian and unless FAULTLINE_NO_SETUP=1. Never throws: the tests say what is missing. */
export async function ensureDebianPackages(): Promise<void> {
  const missing = WANTED.filter(({ isThere }) => !isThere()).flatMap(({ packages }) => packages);
  if (missing.length === 0 || process.env['FAULTLINE_NO_SETUP'] === '1') return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log(`installing for the tests: ${missing.join(', ')}`);
  const options = { reject: false, timeout: INSTALL_TIMEOUT_MS, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await execa('apt-get', ['update', '-qq'], options);
  await execa('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...missing], options);
}
