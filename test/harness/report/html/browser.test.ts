/** The report in a real browser, opened from the disk: wide and narrow, light and dark, on paper, under attack. */
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

  test('the buttons copy the command and the issue', async () => {
    const { page } = await open('violated.html', { permissions: ['clipboard-read', 'clipboard-write'] });
    const clipboard = (): Promise<string> => page.evaluate<string>('navigator.clipboard.readText()');
    await page.getByRole('button', { name: 'Copy the command' }).click();
    await page.getByText('Copied').waitFor();
    expect(await clipboard()).toMatch(/^faultline run etcd .*--seed 7/);
    await page.getByRole('button', { name: 'Copy as an issue' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await clipboard()).toMatch(/^# etcd broke “linearizable”\.\n\n- Claimed/);
    await page.close();
  });

  test('where the clipboard is out of reach, copying is done the old way', async () => {
    const { page } = await open('violated.html');
    await page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))");
    await page.evaluate(
      "document.addEventListener('copy', () => { globalThis.copied = document.activeElement.value; })",
    );
    await page.getByRole('button', { name: 'Copy as an issue' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate<string>('globalThis.copied')).toContain('## To see it again');
    await page.close();
  });

  test('a reader of headings finds the parts in their order, and none is skipped', async () => {
    const { page } = await open('violated.html');
    const headings = await page.locator('h2').allTextContents();
    expect(headings).toEqual([
      ...['The violation', 'What this proves', 'Over time', 'Timeline', 'Logs'],
      ...['Properties', 'Operations', 'Faults and recovery', 'How it was run'],
    ]);
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
    expect(levels[0]).toBe(1);
    expect(levels.every((level, at) => at === 0 || level <= (levels[at - 1] ?? 0) + 1)).toBe(true);
    await page.close();
  });

  test('the contents stay in reach on a wide page, and lead to every part', async () => {
    const { page } = await open('violated.html', { viewport: { width: 1280, height: 800 } });
    await page.locator('#run').scrollIntoViewIfNeeded();
    expect((await page.locator('nav.contents').boundingBox())?.y).toBe(0);
    const links = await page
      .locator('nav.contents a')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links).toHaveLength(9);
    for (const link of links) expect(await page.locator(link ?? '').count()).toBe(1);
    await page.close();
  });

  test('the first stop of the keyboard leads past the head', async () => {
    const { page } = await open('violated.html');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');
    await page.close();
  });

  test('a link to an operation leads to its row, also without scripts', async () => {
    const { page } = await open('violated.html');
    const href = (await page.locator('.story .operation-link').first().getAttribute('href')) ?? '';
    await page.evaluate(`location.hash = '${href}'`);
    await page.locator(href).waitFor({ state: 'visible' });
    await page.close();
  });

  test('without scripts everything is still there, in words and tables', async () => {
    const { page } = await open('violated.html', { javaScriptEnabled: false });
    expect(await page.locator('.story .step').count()).toBeGreaterThan(2);
    expect(await page.locator('noscript .note').count()).toBe(3);
    expect(await page.getByRole('button').count()).toBe(0);
    await page.getByText('Over time, as a table').click();
    expect(await page.getByRole('region', { name: 'Over time, as a table' }).locator('tr').count()).toBe(41);
    await page.close();
  });

  test('on paper everything is open, and there is nothing to press', async () => {
    const { page } = await open('violated.html');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await page.locator('button:visible').count()).toBe(0);
    expect(await page.locator('nav.contents').isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('details[open]').count()).toBe(0);
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
    expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.explanation').first().textContent()).toContain('<script>');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
