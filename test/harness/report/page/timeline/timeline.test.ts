/** The timeline and the logs in a real browser: by pointer, by keyboard, by address, narrow and wide, and under attack. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderReport } from '../../../../../harness/report/html/report.js';
import type { LogFile } from '../../../../../harness/results/measurements.js';
import { NO_MEASUREMENTS } from '../../../../../harness/results/measurements.js';
import { describePart } from '../../../../setup/parts.js';
import { launchChromium, missingChromium } from '../../chromium.js';
import { ATTACK, hostileRun } from '../../hostile.js';
import { syntheticRun } from '../../synthetic-run.js';

const FRAME = '.operations-frame';
const TITLE = '.operation-title';
const STATUS = '.search-status';
/** Every second of the run, on two nodes; of the second node now and then a warning. */
const LOG_LINES = 240;

function log(node: string | null, text: (second: number) => string): LogFile {
  const lines = Array.from({ length: LOG_LINES / 4 }, (_, second) => {
    const time = new Date(Date.parse('2026-11-20T19:40:00.000Z') + second * 1_000).toISOString();
    return `${time} ${text(second)}`;
  });
  return { node, source: node === null ? 'harness' : 'etcd', text: `${lines.join('\n')}\n`, leftOutBytes: 0 };
}

describePart('chromium', missingChromium, 'the timeline in a browser', () => {
  let browser: Browser;
  let folder: string;
  /** Place in the history of the operation at which it breaks, and of one that takes no part. */
  let breaks: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faultline-timeline-'));
    const run = await syntheticRun();
    breaks = run.verdict.properties.flatMap(({ anomalies }) => anomalies)[0]?.operations[0] ?? -1;
    const logs = [
      log('n1', (second) => `INFO heartbeat ${second}`),
      log('n2', (second) => `${second % 10 === 0 ? 'WARN' : 'INFO'} follower is behind by ${second}`),
      log(null, (second) => `INFO second ${second}`),
      log('n3', () => `ERROR ${'wal '.repeat(60)}`),
    ];
    writeFileSync(join(folder, 'run.html'), renderReport({ ...run, measurements: { ...NO_MEASUREMENTS, logs } }));
    const attack = hostileRun();
    // Lines of a log have a place in time only where the run has one.
    const hostile = {
      ...attack,
      test: { ...attack.test, startedAt: run.test.startedAt },
      measurements: { ...NO_MEASUREMENTS, logs: [log(ATTACK, () => ATTACK)] },
    };
    writeFileSync(join(folder, 'hostile.html'), renderReport(hostile));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name = 'run.html', hash = '', options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage({ reducedMotion: 'reduce', viewport: { width: 1280, height: 900 }, ...options });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${pathToFileURL(join(folder, name)).href}${hash}`);
    await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
    return { page, complaints };
  }

  /** Whether anything was drawn on the timeline. */
  const isDrawn = (page: Page): Promise<boolean> =>
    page.evaluate<boolean>(`(() => {
      const canvas = document.querySelector('#timeline-canvas canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((byte) => byte !== 0);
    })()`);
  const hashOf = (page: Page): Promise<string> => page.evaluate<string>('location.hash');
  const titleOf = (page: Page): Promise<string | null> => page.locator(TITLE).textContent();
  const focused = (page: Page, selector: string): Promise<boolean> =>
    page.evaluate<boolean>(`document.activeElement === document.querySelector('${selector}')`);
  const isInSight = (page: Page): Promise<boolean> =>
    page.evaluate<boolean>(
      `(() => { const { top, bottom } = document.querySelector('${FRAME}').getBoundingClientRect(); return bottom > 0 && top < innerHeight; })()`,
    );
  /** How many colours the rows are drawn in: an empty canvas has one. */
  const colors = (page: Page): Promise<number> =>
    page.evaluate<number>(
      `(() => { const canvas = document.querySelector('.operations-rows'); const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); return new Set(new Uint32Array(data.buffer)).size; })()`,
    );

  async function search(page: Page, text: string): Promise<void> {
    await page.locator('#operations-query').fill(text);
    await page.locator('#operations-query').press('Enter');
  }

  test('a click selects what it points at, and the address says so', async () => {
    const { page, complaints } = await open('run.html', `#op-${breaks}`);
    await page.locator(`${TITLE}:has-text("#${breaks}")`).waitFor();
    const box = (await page.locator('.operations-scroll').boundingBox())!;
    // It takes a twelfth of the window, in its middle.
    await page.locator(FRAME).focus();
    await page.keyboard.press('Escape');
    expect(await hashOf(page)).toBe('');
    const rows = await page.evaluate<number>(`document.querySelector('.operations-scroll').clientHeight`);
    // Its row is one of these; what else is clicked on the way is another operation.
    for (let y = 11; y < rows && (await hashOf(page)) !== `#op-${breaks}`; y += 22) {
      await page.mouse.click(box.x + 118 + (box.width - 118) / 2, box.y + y);
    }
    expect(await titleOf(page)).toContain(`#${breaks} read`);
    expect(await hashOf(page)).toBe(`#op-${breaks}`);
    expect(await focused(page, FRAME)).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('it is drawn in light and dark, and drawn anew when that changes', async () => {
    const { page } = await open();
    await page.locator(FRAME).scrollIntoViewIfNeeded();
    await expect.poll(() => colors(page)).toBeGreaterThan(10);
    const pixel = `(() => { const canvas = document.querySelector('.operations-rows'); return [...canvas.getContext('2d').getImageData(0, 0, canvas.width, 20).data].join(); })()`;
    const light = await page.evaluate(pixel);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => page.evaluate(pixel)).not.toBe(light);
    await page.close();
  });

  test('the keyboard reaches violations, neighbours and other lanes, and each is told', async () => {
    const { page } = await open();
    await page.locator(FRAME).focus();
    await page.keyboard.press('n');
    expect(await titleOf(page)).toContain(`#${breaks} read`);
    expect(await hashOf(page)).toBe(`#op-${breaks}`);
    const live = page.locator('#timeline-canvas > [role=status]');
    expect(await live.textContent()).toMatch(
      /^#\d+ read → \d+ on key \d+, process \d+ through n\d, at 3\d\.\d+ s, ok after .* Part of nonlinearizable$/,
    );
    const facts = await page.locator('.operation-facts').textContent();
    expect(facts).toContain('part ofnonlinearizable (linearizable)');
    expect(facts).toMatch(/faults meanwhilekill n4 n5/);
    for (const [key, back] of [
      [']', '['],
      ['}', '{'],
    ] as const) {
      const before = await titleOf(page);
      await page.keyboard.press(key);
      expect(await titleOf(page)).not.toBe(before);
      await page.keyboard.press(back);
      if (key === ']') expect(await titleOf(page)).toBe(before);
    }
    await page.keyboard.press('Escape');
    expect(await page.locator(TITLE).count()).toBe(0);
    expect(await live.textContent()).toBe('No operation is selected.');
    await page.close();
  });

  test('the pointer moves it and zooms, and keys bring the whole run back', async () => {
    const { page } = await open();
    await page.locator(FRAME).scrollIntoViewIfNeeded();
    await expect.poll(() => colors(page)).toBeGreaterThan(10);
    const drawn = (): Promise<string> =>
      page.evaluate<string>("document.querySelector('.operations-rows').toDataURL()");
    const whole = await drawn();
    const box = (await page.locator(FRAME).boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await expect.poll(drawn).not.toBe(whole);
    const zoomed = await drawn();
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 200, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await expect.poll(drawn).not.toBe(zoomed);
    // What was dragged was not clicked.
    expect(await page.locator(TITLE).count()).toBe(0);
    expect(await page.evaluate<number>('scrollX')).toBe(0);
    await page.locator(FRAME).focus();
    await page.keyboard.press('0');
    await expect.poll(drawn).toBe(whole);
    await page.close();
  });

  test('links from anywhere on the page lead to the operation, and the back button back', async () => {
    const { page } = await open();
    await page.locator('#violations [data-operation]').first().click();
    expect(await titleOf(page)).toContain(`#${(await hashOf(page)).replace('#op-', '')} `);
    expect(await isInSight(page)).toBe(true);
    expect(await focused(page, FRAME)).toBe(true);
    const first = await titleOf(page);
    await page.locator('.operation-facts [data-operation]').last().click();
    expect(await titleOf(page)).not.toBe(first);
    expect(await focused(page, TITLE)).toBe(true);
    await page.goBack();
    await expect.poll(() => titleOf(page)).toBe(first);
    await page.goBack();
    await page.locator('.operation.empty').waitFor();
    await page.close();
  });

  test('an address with an operation and a search opens both', async () => {
    const { page } = await open('run.html', `#op-${breaks}&q=outcome%3Afail`);
    expect(await titleOf(page)).toContain(`#${breaks} read`);
    expect(await page.locator('#operations-query').inputValue()).toBe('outcome:fail');
    expect(await page.locator(STATUS).textContent()).toMatch(/^\d+ operations match/);
    expect(await isInSight(page)).toBe(true);
    await page.close();
  });

  test('the search counts, lists, and goes from match to match', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    expect(await focused(page, '#operations-query')).toBe(true);
    await search(page, 'f:write outcome:info fault:kill');
    expect(await page.locator(STATUS).textContent()).toMatch(/^\d+ operations match/);
    const first = await titleOf(page);
    expect(first).toContain('? write');
    await page.keyboard.press('Enter');
    const second = await titleOf(page);
    expect(second).not.toBe(first);
    await page.keyboard.press('Shift+Enter');
    expect(await titleOf(page)).toBe(first);
    expect(decodeURIComponent(await hashOf(page))).toContain('q=f:write outcome:info fault:kill');
    await page.locator('.search-matches > summary').click();
    const items = page.locator('.matches > li');
    expect(await items.count()).toBeGreaterThan(3);
    await items.nth(1).locator('a').click();
    expect(await titleOf(page)).toBe(second);
    await search(page, 'outcome:ok');
    expect(await items.count()).toBe(51);
    await page.close();
  });

  test('what means nothing is answered with what there is', async () => {
    const { page } = await open();
    await search(page, 'node:n9');
    expect(await page.locator(STATUS).textContent()).toBe(
      'There is no node “n9” in this run. There is n1, n2, n3, n4, n5.',
    );
    expect(await page.locator('#operations-query').getAttribute('aria-invalid')).toBe('true');
    await page.locator('#operations-query').press('Escape');
    expect(await page.locator(STATUS).textContent()).toMatch(/operations in all\.$/);
    await page.locator('.search-help > summary').click();
    await page.getByRole('button', { name: 'in:anomaly' }).click();
    expect(await page.locator(STATUS).textContent()).toMatch(/^[23] operations match/);
    await page.close();
  });

  test('lanes by node and by key are other lanes of the same operations', async () => {
    const { page, complaints } = await open();
    await page.locator(FRAME).scrollIntoViewIfNeeded();
    const height = (): Promise<number> =>
      page.evaluate<number>("document.querySelector('.operations-spacer').offsetHeight");
    const byProcess = await height();
    await page.locator('.operations-tools select').selectOption('key');
    expect(await height()).toBeGreaterThan(byProcess);
    await page.locator(FRAME).focus();
    await page.keyboard.press('n');
    expect(await titleOf(page)).toContain(`#${breaks} read`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('the log stands at what is looked at, with the faults between its lines', async () => {
    const { page } = await open('run.html', `#op-${breaks}`);
    await page.locator('#logs').scrollIntoViewIfNeeded();
    const rows = page.locator('.log-row');
    await page.locator('.operation-event').first().waitFor();
    await page.locator('.log-tools input[type=checkbox]').uncheck();
    await expect.poll(() => page.locator('.log-count').textContent()).toBe(`${LOG_LINES} lines`);
    // However many there are, only what can be seen is there.
    expect(await rows.count()).toBeLessThan(40);
    expect(await rows.filter({ hasText: 'it begins' }).textContent()).toContain(`#${breaks} read`);
    await page.locator('.log-list').focus();
    await page.keyboard.press('Home');
    await page.locator('.log-row', { hasText: 'heartbeat 0' }).waitFor();
    await page.locator('.log-tools select').last().selectOption('warn');
    await page.locator('.log-tools select').first().selectOption('=n2');
    await expect.poll(() => page.locator('.log-count').textContent()).toMatch(/^\d lines of 240$/);
    expect(await rows.filter({ hasText: 'in force' }).count()).toBeGreaterThan(0);
    await rows.filter({ hasText: 'behind by 20' }).click();
    expect(await page.locator('.log-whole').textContent()).toMatch(/^n2, etcd, at 20\.\d+ s.*behind by 20$/);
    await page.close();
  });

  test.each([
    [390, 'light'],
    [1280, 'dark'],
  ] as const)('nothing runs out of a %i px wide page, %s, with everything open', async (width, colorScheme) => {
    for (const name of ['run.html', 'hostile.html']) {
      const { page } = await open(name, '#op-0&q=f', { viewport: { width, height: 900 }, colorScheme });
      await page.locator('.search-help > summary').click();
      await page.locator('#logs').scrollIntoViewIfNeeded();
      await page.locator('.log-row').first().click();
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
      await page.close();
    }
  });

  test('nothing that a history or a log holds runs', async () => {
    const { page, complaints } = await open('hostile.html', '#op-0');
    expect(await titleOf(page)).toContain('<script>');
    await page.locator(FRAME).focus();
    for (const key of ['n', '[', ']', '+', 'Home', '0']) await page.keyboard.press(key);
    for (const grouping of ['node', 'process']) await page.locator('.operations-tools select').selectOption(grouping);
    const box = (await page.locator(FRAME).boundingBox())!;
    for (let y = 5; y < box.height; y += 10) await page.mouse.move(box.x + box.width / 2, box.y + y);
    await search(page, `f:"${ATTACK.replaceAll('"', '')}"`);
    await search(page, '<img src=x onerror=globalThis.attacked=1>');
    expect(await page.locator(STATUS).textContent()).toContain('<img');
    await page.locator('#logs').scrollIntoViewIfNeeded();
    await page.locator('.log-row').first().click();
    expect(await page.locator('.log-whole').textContent()).toContain('<script>');
    expect(await page.evaluate<boolean>("'attacked' in globalThis")).toBe(false);
    expect(await page.locator('#timeline img, #logs img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('what is out of sight is drawn when the page is printed', async () => {
    const { page } = await open();
    expect(await isDrawn(page)).toBe(false);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await isDrawn(page)).toBe(true);
    await page.close();
  });
});
