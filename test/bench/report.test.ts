/** The page of a million operations in a real browser: all of them are in it, and any of them is found. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Measurement } from '../../bench/report/measure.js';
import { launchChromium, missingChromium } from '../harness/report/chromium.js';
import { root } from '../house/files.js';
import { describePart } from '../setup/parts.js';

const OPERATIONS = 1_000_000;
const BYTES_MAX = 6e6;

describePart('chromium', missingChromium, 'the page of a million operations', () => {
  test('is no more than 6 MB, has every operation, and finds any of them', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'faultline-million-'));
    const browser = await launchChromium();
    try {
      const words = [join(root, 'dist/bench/report/measure.js'), 'registers', `${OPERATIONS}`, folder];
      const { stdout } = await execa(process.execPath, words);
      const { pageBytes } = JSON.parse(stdout) as Measurement;
      expect(pageBytes).toBeLessThanOrEqual(BYTES_MAX);

      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(pathToFileURL(join(folder, 'report.html')).href);
      await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
      const timeline = page.locator('#timeline');
      await expect.poll(() => timeline.textContent()).toContain('1,000,000 operations in all.');

      const field = timeline.getByLabel('Find operations');
      for (const [query, found] of [
        ['outcome:ok|fail|info', '1,000,000 operations match'],
        ['#1999999', '1 operation matches'],
        ['#0', '1 operation matches'],
      ] as const) {
        await field.fill(query);
        await field.press('Enter');
        await expect.poll(() => timeline.textContent(), { timeout: 10_000 }).toContain(found);
      }
      await page.goto(`${page.url().split('#')[0]}#op-0`);
      await expect.poll(() => timeline.textContent()).toMatch(/process \d+/);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
