/** The report in a real browser, opened from the disk: wide and narrow, light and dark, by keyboard, under attack. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderReport } from '../../../../harness/report/html/report.js';
import { describePart } from '../../../setup/parts.js';
import { launchChromium, missingChromium } from '../chromium.js';
import { hostileRun } from '../hostile.js';
import { syntheticRun } from '../synthetic-run.js';

/** Elements that reach beyond the right edge, but for those in a frame of their own that scrolls. */
const OVERFLOWING = `[...document.querySelectorAll('body *')]
  .filter((element) => element.closest('.table-wrap') === null)
  .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((element) => element.outerHTML.slice(0, 120))`;

describePart('chromium', missingChromium, 'the report in a browser', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faultline-report-'));
    writeFileSync(join(folder, 'violated.html'), renderReport(await syntheticRun()));
    writeFileSync(join(folder, 'hostile.html'), renderReport(hostileRun()));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage(options);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(join(folder, name)).href);
    return { page, complaints, requests };
  }

  const overflowing = (page: Page): Promise<string[]> => page.evaluate(OVERFLOWING);

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('nothing runs out of a %i px wide page, %s', async (width, colorScheme) => {
    const { page, complaints, requests } = await open('violated.html', {
      viewport: { width, height: 900 },
      colorScheme,
    });
    expect(await overflowing(page)).toEqual([]);
    expect(await page.locator('h1').textContent()).toBe('etcd broke “linearizable”.');
    const paper = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(paper).toBe(colorScheme === 'dark' ? 'rgb(18, 20, 23)' : 'rgb(255, 255, 255)');
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    await page.close();
  });

  test('the keyboard moves the cursor, and the moment is told in words', async () => {
    const { page } = await open('violated.html');
    await page.locator('#timeline').focus();
    await page.keyboard.press('Home');
    expect(await page.locator('#cursor-text').textContent()).toMatch(/^0\.\d\d s .*ok\/s/);
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowRight');
    const told = await page.locator('#cursor-text').textContent();
    expect(told).toContain('in force: partition n1 n2 | n3 n4 n5');
    expect(await page.locator('#cursor').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('#cursor').isVisible()).toBe(false);
    await page.close();
  });

  test('the pointer moves the same cursor', async () => {
    const { page } = await open('violated.html');
    await page.evaluate("document.getElementById('time').scrollIntoView({ behavior: 'instant' })");
    const box = await page.locator('.overlay').boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 40);
    expect(await page.locator('#cursor-text').textContent()).toMatch(/^3\d\.\d\d s/);
    await page.close();
  });

  test('the button copies the command that repeats the run', async () => {
    const { page } = await open('violated.html');
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    await page.close();
  });

  test('a reader of headings finds the parts in their order', async () => {
    const { page } = await open('violated.html');
    const headings = await page.locator('h1, h2').allTextContents();
    expect(headings.slice(1)).toEqual(['The violation', 'Over time', 'Properties', 'Operations', 'Faults']);
    await page.close();
  });

  test('without scripts everything is still there', async () => {
    const { page } = await open('violated.html', { javaScriptEnabled: false });
    expect(await page.locator('.points.ok').getAttribute('d')).toMatch(/^M/);
    expect(await page.locator('.fault-text').count()).toBe(5);
    await page.close();
  });

  test.each([1280, 390])('names and values without end stay within a %i px wide page', async (width) => {
    const { page } = await open('hostile.html', { viewport: { width, height: 900 } });
    await page.locator('details').evaluateAll((all) => {
      for (const element of all) element.setAttribute('open', '');
    });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });

  test('nothing that a history holds runs', async () => {
    const { page, complaints } = await open('hostile.html');
    await page.locator('details').evaluateAll((all) => {
      for (const element of all) element.setAttribute('open', '');
    });
    await page.locator('#timeline').focus();
    await page.keyboard.press('End');
    await page.locator('.fault-text').first().hover({ force: true });
    expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#cursor-text').textContent()).toContain('<script>');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
