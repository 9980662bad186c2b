/** A headless Chromium for whoever looks at a page, where there is one. It talks to nobody. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The program, from FAULTLINE_CHROMIUM or the PATH; null when there is none. */
export function findChromium(): string | null {
  const named = process.env['FAULTLINE_CHROMIUM'];
  if (named !== undefined) return existsSync(named) ? named : null;
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

export function launchChromium(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
  return chromium.launch({ executablePath: findChromium() ?? '', args });
}
