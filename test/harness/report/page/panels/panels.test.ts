/** The panels in a real browser: by keyboard and by pointer, in words, in tables, wide and narrow. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderReport } from '../../../../../harness/report/html/report.js';
import { describePart } from '../../../../setup/parts.js';
import { launchChromium, missingChromium } from '../../chromium.js';
import { hostileRun } from '../../hostile.js';
import { syntheticRun } from '../../synthetic-run.js';

/** Where the picture of latencies has, furthest down, the colour of a failed operation; violations are redder. As text: it runs in the page. */
const FAILED_PIXEL = `(() => {
  const canvas = document.querySelector('.panel canvas');
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let at = width * height - 1; at >= 0; at -= 1) {
    if (data[at * 4] - data[at * 4 + 2] > 90 && data[at * 4 + 1] > 100) return [(at % width) - 1, Math.floor(at / width) - 1];
  }
  return null;
})()`;

describePart('chromium', missingChromium, 'the panels in a browser', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faultline-panels-'));
    writeFileSync(join(folder, 'run.html'), renderReport(await syntheticRun()));
    writeFileSync(join(folder, 'hostile.html'), renderReport(hostileRun()));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Complaints of the page end a test. */
  async function withPage(
    options: Parameters<Browser['newPage']>[0],
    look: (page: Page) => Promise<void>,
    name = 'run',
  ) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    await page.locator('[data-ready=true]').waitFor({ state: 'attached' });
    await page.evaluate("document.getElementById('time-panels').scrollIntoView({ behavior: 'instant' })");
    await look(page);
    expect(complaints).toEqual([]);
    await page.close();
  }

  const told = async (page: Page): Promise<string> => (await page.locator('#moment').textContent()) ?? '';
  const windowOf = async (page: Page): Promise<string> => (await page.locator('.window-span').textContent()) ?? '';

  /** From and to of the window, seconds, once it is another one than before. */
  async function changedFrom(page: Page, before: string): Promise<readonly [from: number, to: number]> {
    await expect.poll(() => windowOf(page)).not.toBe(before);
    const [from = 0, to = 0] = [...(await windowOf(page)).matchAll(/([\d.]+) s/g)].map(([, seconds]) =>
      Number(seconds),
    );
    return [from, to];
  }

  test('the keyboard moves the cursor, and the moment is told in words', async () => {
    await withPage({}, async (page) => {
      await page.locator('.time-focus').focus();
      await page.keyboard.press('Home');
      expect(await told(page)).toMatch(/^0\.\d\d s · .*ok\/s.* · no fault in force/);
      for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowRight');
      expect(await told(page)).toMatch(/^19\.\d+ s · \d+ ok\/s.* · in force: pause n3 \(primary\)/);
      expect(await page.locator('#moment').getAttribute('aria-live')).toBe('polite');
      expect(await page.locator('.time-focus').getAttribute('aria-valuetext')).toMatch(/^19\.\d+ s$/);
      expect(await page.locator('.time-cursor').isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      expect(await page.locator('.time-cursor').isVisible()).toBe(false);
    });
  });

  test('keys zoom at the cursor, go to the violation, and come back to the whole run', async () => {
    await withPage({}, async (page) => {
      const whole = await windowOf(page);
      await page.locator('.time-focus').focus();
      await page.keyboard.press('n');
      expect(await told(page)).toContain('violation: ');
      const moment = Number((await told(page)).split(' ')[0]);
      for (let step = 0; step < 4; step += 1) await page.keyboard.press('+');
      const [from, to] = await changedFrom(page, whole);
      expect(to - from).toBeLessThan(15);
      expect(moment).toBeGreaterThan(from);
      expect(moment).toBeLessThan(to);
      await page.keyboard.press('0');
      await expect.poll(() => windowOf(page)).toBe(whole);
      expect(await page.locator('#time-panels').getByRole('button', { name: 'Whole run' }).isDisabled()).toBe(true);
    });
  });

  test('a drag selects the window, the wheel with ctrl zooms where the pointer is, a double click undoes it', async () => {
    await withPage({}, async (page) => {
      const whole = await windowOf(page);
      const box = (await page.locator('.panel .plot').first().boundingBox())!;
      await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.5, box.y + 30, { steps: 4 });
      expect(await page.locator('.time-selection').isVisible()).toBe(true);
      await page.mouse.up();
      const [from, to] = await changedFrom(page, whole);
      const [, end = 0] = [...whole.matchAll(/([\d.]+) s/g)].map(([, seconds]) => Number(seconds));
      expect((to - from) / end).toBeCloseTo(0.25, 1);
      expect(from / end).toBeCloseTo(0.25, 1);
      const selected = await windowOf(page);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -180);
      await page.keyboard.up('Control');
      const [nearFrom, nearTo] = await changedFrom(page, selected);
      expect((nearTo - nearFrom) / (to - from)).toBeCloseTo(0.5, 1);
      expect((nearFrom + nearTo) / 2).toBeCloseTo((from + to) / 2, 0);
      await page.mouse.dblclick(box.x + 100, box.y + 8);
      await expect.poll(() => windowOf(page)).toBe(whole);
    });
  });

  test('the plain wheel scrolls the page', async () => {
    await withPage({}, async (page) => {
      const whole = await windowOf(page);
      const before = await page.evaluate<number>('scrollY');
      const box = (await page.locator('.panel .plot').first().boundingBox())!;
      await page.mouse.move(box.x + 50, box.y + 20);
      await page.mouse.wheel(0, 200);
      await expect.poll(() => page.evaluate<number>('scrollY')).toBeGreaterThan(before);
      expect(await windowOf(page)).toBe(whole);
    });
  });

  test('the brush moves and stretches the window, by pointer and by keyboard', async () => {
    await withPage({}, async (page) => {
      const whole = await windowOf(page);
      const strip = (await page.locator('.overview-plot').boundingBox())!;
      const y = strip.y + strip.height / 2;
      await page.mouse.move(strip.x + strip.width * 0.2, y);
      await page.mouse.down();
      await page.mouse.move(strip.x + strip.width * 0.4, y, { steps: 3 });
      await page.mouse.up();
      const [from, to] = await changedFrom(page, whole);
      const drawn = await windowOf(page);
      await page.mouse.move(strip.x + strip.width * 0.3, y);
      await page.mouse.down();
      await page.mouse.move(strip.x + strip.width * 0.5, y, { steps: 3 });
      await page.mouse.up();
      const [movedFrom, movedTo] = await changedFrom(page, drawn);
      expect(movedTo - movedFrom).toBeCloseTo(to - from, 1);
      expect(movedFrom).toBeGreaterThan(from + 8);
      const moved = await windowOf(page);
      await page.getByRole('slider', { name: 'End of the window' }).focus();
      await page.keyboard.press('Shift+ArrowRight');
      const [keptFrom, later] = await changedFrom(page, moved);
      expect(keptFrom).toBe(movedFrom);
      expect(later).toBeGreaterThan(movedTo + 4);
    });
  });

  test('a click on a point selects its operation, and switches take outcomes away', async () => {
    await withPage({}, async (page) => {
      const plot = page.locator('.panel').first().locator('.plot').first();
      const pixel = () => page.evaluate<readonly [number, number] | null>(FAILED_PIXEL);
      await expect.poll(pixel).not.toBeNull();
      const found = await pixel();
      // Only what is drawn has its place: the first drawing puts words beside the heading.
      const box = (await plot.boundingBox())!;
      const at = [box.x + found![0], box.y + found![1]] as const;
      await page.mouse.move(...at);
      // The words at the cursor push nothing away from under it.
      expect((await plot.boundingBox())!.y).toBeCloseTo(box.y, 0);
      expect(await plot.locator('.tip').textContent()).toMatch(
        /^(read|write) \d+ on n\d by process \d+ at .* s: failed after/,
      );
      await page.mouse.click(...at);
      expect(await plot.locator('.ring-mark').isVisible()).toBe(true);
      const failed = page.getByRole('button', { name: 'failed', exact: true });
      await failed.click();
      expect(await failed.getAttribute('aria-pressed')).toBe('false');
      await page.mouse.move(...at);
      const shown = plot.locator('.tip:not([hidden])', { hasText: 'failed after' });
      await expect.poll(() => shown.count()).toBe(0);
    });
  });

  test('every panel can be read as a table of at most sixty rows', async () => {
    await withPage({}, async (page) => {
      const panels = page.locator('.panel');
      expect(await panels.count()).toBeGreaterThanOrEqual(3);
      for (const panel of await panels.all()) {
        expect(await panel.locator('tr').count()).toBe(0);
        await panel.locator('summary').click();
        const rows = panel.locator('tbody tr');
        // It is made when it is opened, which the page hears of a moment later.
        await expect.poll(() => rows.count()).toBeGreaterThan(20);
        expect(await rows.count()).toBeLessThanOrEqual(60);
      }
    });
  });

  test.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)('nothing runs out of a %i px wide page, %s', async (width, colorScheme) => {
    await withPage({ viewport: { width, height: 900 }, colorScheme }, async (page) => {
      await page.locator('.time-focus').focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    });
  });

  test('nothing that a history holds becomes markup', async () => {
    await withPage(
      {},
      async (page) => {
        await page.locator('.time-focus').focus();
        for (const key of ['End', 'n', '+', '+']) await page.keyboard.press(key);
        for (const summary of await page.locator('.panel summary').all()) await summary.click();
        expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
        expect(await page.locator('#time-panels img').count()).toBe(0);
      },
      'hostile',
    );
  });
});
