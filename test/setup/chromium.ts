/** The browser that the report's tests look through: installed by `npm test` where that is allowed. */
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { findChromium } from '../harness/report/chromium.js';

const INSTALL_TIMEOUT_MS = 300_000;

/** As root on Debian and unless FAULTLINE_NO_SETUP=1. Never throws: the tests say what is missing. */
export async function ensureChromium(): Promise<void> {
  if (findChromium() !== null || process.env['FAULTLINE_NO_SETUP'] === '1') return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log('chromium: installing Debian’s package for the tests of the report');
  const options = { reject: false, timeout: INSTALL_TIMEOUT_MS, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await execa('apt-get', ['update', '-qq'], options);
  await execa('apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium'], options);
}
