/** The results pages in a real browser: filtering, the grid, comparing, following a run, under attack, on a disk, for everybody. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRuns } from '../../../harness/results/find-runs.js';
import { summarize } from '../../../harness/results/run-summary.js';
import { renderIndex } from '../../../harness/web/index-page.js';
import { type ResultsServer, serveResults } from '../../../harness/web/server.js';
import { describePart } from '../../setup/parts.js';
import { launchChromium, missingChromium } from '../report/chromium.js';
import { emptyVerdict } from '../results/verdict-fixture.js';
import { beginRun, writeHostileRun, writeManyRuns, writeSyntheticRun } from './sample-runs.js';

/** Elements that reach beyond the right edge, but for those in a frame of their own that scrolls. */
const OVERFLOWING = `[...document.querySelectorAll('body *')]
  .filter((element) => element.closest('.table-wrap') === null)
  .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((element) => element.outerHTML.slice(0, 120))`;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = `axe.run().then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')))`;

/** Pages renew themselves every few seconds. */
const SOON = { timeout: 20_000 };

const [FIRST, SECOND] = ['etcd-register/20261120T194000Z-7', 'etcd-register/20261120T194000Z-8'];

describePart('chromium', missingChromium, 'the results in a browser', () => {
  let browser: Browser;
  let server: ResultsServer;
  let results: string;
  beforeAll(async () => {
    results = mkdtempSync(join(tmpdir(), 'faultline-browser-'));
    await writeManyRuns(results, 250);
    await writeSyntheticRun(results, true);
    await writeSyntheticRun(results, false, { seed: 8 });
    writeHostileRun(results);
    server = await serveResults({ results, port: 0, host: '127.0.0.1', log: console.error });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    rmSync(results, { recursive: true, force: true });
  });

  async function open(path: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage(options);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(new URL(path, server.address).href);
    return { page, complaints };
  }

  const rows = (page: Page): Promise<number> => page.locator('#table tbody tr').count();
  const status = (page: Page): Promise<string | null> => page.locator('#status').textContent();

  test('typing filters, keeps the filter in the address, and going back takes it away', async () => {
    const { page, complaints } = await open('/');
    expect(await status(page)).toBe('253 runs.');
    expect(await rows(page)).toBe(100);
    await page.fill('#query', 'verdict:invalid fault:partition workload:register');
    await expect.poll(() => status(page)).toContain(' of ');
    const found = await rows(page);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(30);
    expect(new URL(page.url()).searchParams.get('q')).toBe('verdict:invalid fault:partition workload:register');
    await page.reload();
    expect(await rows(page)).toBe(found);
    expect(await page.inputValue('#query')).toBe('verdict:invalid fault:partition workload:register');
    await page.click('#sort-seed');
    expect(await page.locator('th[aria-sort]').textContent()).toBe('seed ↑');
    await page.goBack();
    expect(await page.locator('th[aria-sort]').textContent()).toBe('started (UTC) ↓');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a filter word for everything that can be looked for', async () => {
    const { page } = await open(
      '/?q=name:etcd-register+version:3.4*+cluster:local+anomaly:nonlinearizable+seed:7|33+!workload:bank',
    );
    expect(await status(page)).toBe('1 of 253 runs.');
    expect(await page.locator('#table tbody th').textContent()).toBe('etcd-register');
    await page.close();
  });

  test('a cell of the grid is the way to its runs', async () => {
    const { page } = await open('/?q=!target:*script*');
    const cell = page.locator('#grid tbody tr', { hasText: 'bank' }).locator('a').first();
    const told = /^(\d+) runs?:/.exec((await cell.getAttribute('title')) ?? '')?.[1];
    await cell.click();
    expect(await status(page)).toBe(`${told} of 253 runs.`);
    await page.click('#grid-target-version');
    expect(await page.locator('#grid tbody th').allTextContents()).not.toContain('bank');
    expect(page.url()).toContain('grid=target-version');
    await page.close();
  });

  test('works without a program: the filter is a form, headings and cells are links', async () => {
    const { page } = await open('/', { javaScriptEnabled: false });
    await page.fill('#query', 'verdict:invalid');
    await page.click('#search button');
    expect(await status(page)).toMatch(/^\d+ of 253 runs/);
    await page.click('#sort-seed');
    expect(page.url()).toContain('sort=seed');
    expect(await page.locator('th[aria-sort]').textContent()).toBe('seed ↑');
    await page.close();
  });

  test('two chosen runs are compared side by side', async () => {
    const { page, complaints } = await open('/?q=name:etcd-register+"20261120"');
    for (const path of [FIRST, SECOND]) await page.check(`input[value="${path}"]`);
    await page.click('text=Compare two chosen runs');
    expect(await page.locator('h1').textContent()).toBe('Two runs side by side');
    const text = (await page.locator('main').textContent()) ?? '';
    for (const said of ['Violated', 'Valid', 'new', 'linearizable/nonlinearizable/kill', 'seed'])
      expect(text).toContain(said);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a report is shown in a box of its own, and works there', async () => {
    const { page, complaints } = await open(`/runs/${FIRST}/`);
    await page.click('text=Open the report');
    expect(await page.locator('h1').textContent()).toContain('etcd');
    expect(await page.evaluate('self.origin')).toBe('null');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a run that goes on is followed on its page, which becomes its report', async () => {
    const run = beginRun(results, { name: 'going-on' });
    const { page, complaints } = await open(`/runs/going-on/${run.id}/`);
    expect(await page.locator('#live').textContent()).toContain('None at the moment');
    const value = { fault: 'partition', id: 'f1', phase: 'verified', victims: ['n1'], summary: 'n1 | n2 <b>n3' };
    appendFileSync(
      run.historyPath,
      `${JSON.stringify({ index: 0, time: 5, type: 'info', process: 'nemesis', f: 'partition', value })}\n`,
    );
    await expect.poll(() => page.locator('#live').textContent(), SOON).toContain('partition n1 | n2 <b>n3');
    run.writeVerdict({ ...emptyVerdict, valid: true, exitCode: 0, reason: null });
    run.writeReport('<!doctype html><link rel="icon" href="data:,"><title>done</title><h1>The report</h1>');
    await page.waitForURL('**/report.html');
    expect(await page.locator('h1').textContent()).toBe('The report');
    expect(complaints).toEqual([]);
    rmSync(run.path, { recursive: true });
    await page.close();
  });

  test('the list of a page that stays open renews itself', async () => {
    const { page } = await open('/?q=name:begun-later');
    expect(await rows(page)).toBe(0);
    const run = beginRun(results, { name: 'begun-later' });
    await expect.poll(() => rows(page), SOON).toBe(1);
    rmSync(run.path, { recursive: true });
    await page.close();
  });

  test.each([
    '/',
    '/?q=hostile',
    '/?grid=target-version',
    '/trends',
    '/duplicates',
    `/compare?run=${FIRST}&run=hostile/20261121T100000Z-666`,
    '/runs/hostile/20261121T100000Z-666/',
    '/runs/hostile/20261121T100000Z-666/operations/2.html',
  ])('an attack on %s does nothing', async (path) => {
    const { page, complaints } = await open(path, { viewport: { width: 390, height: 800 } });
    await page.waitForTimeout(100);
    expect(await page.evaluate('globalThis.attacked ?? null')).toBeNull();
    expect(await page.evaluate(OVERFLOWING)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.each([
    ['/', 1280, 'light'],
    ['/', 390, 'dark'],
    ['/trends', 390, 'light'],
    ['/trends?test=etcd-register', 1280, 'dark'],
    ['/duplicates', 390, 'dark'],
    [`/compare?run=${FIRST}&run=${SECOND}`, 1280, 'light'],
    [`/runs/${FIRST}/`, 390, 'dark'],
    [`/runs/${FIRST}/operations/5.html`, 1280, 'dark'],
  ] as const)(
    '%s at %i px, %s: nothing runs out of it, and nothing serious stands in anybody’s way',
    async (path, width, colorScheme) => {
      const { page, complaints } = await open(path, { viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
      expect(await page.evaluate(OVERFLOWING)).toEqual([]);
      const paper = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(paper).toBe(colorScheme === 'dark' ? 'rgb(18, 20, 23)' : 'rgb(255, 255, 255)');
      await page.addScriptTag({ content: AXE });
      expect(await page.evaluate(SERIOUS)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  test('the same page as a file: it filters, links to reports, and asks nobody anything', async () => {
    const file = join(results, 'index.html');
    writeFileSync(
      file,
      renderIndex(
        findRuns(results).map(({ folder }) => summarize(folder)),
        { live: false, title: 'A suite' },
      ),
    );
    const page = await browser.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`${pathToFileURL(file).href}?q=verdict:invalid+seed:7+name:etcd-register`);
    expect(await page.locator('h1').textContent()).toBe('A suite');
    expect(await rows(page)).toBe(1);
    await page.fill('#query', 'seed:8 name:etcd-register');
    await expect.poll(() => page.locator('#table tbody td').first().textContent()).toContain('Valid');
    expect(requests).toHaveLength(1);
    await page.click('#table tbody th a');
    expect(await page.locator('h1').textContent()).toContain('etcd');
    await page.close();
  });
});
