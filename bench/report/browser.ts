/** A page in headless Chromium: how long it takes to load, and how long a frame takes while one zooms into its timeline. */
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { launchChromium } from '../chromium.js';
import { median } from '../table.js';

export interface Seen {
  /** From asking for the page until its program has drawn it. */
  readonly loadMs: number;
  /** Between two frames while it zooms: in the middle, and at most. */
  readonly frameMs: number;
  readonly slowestFrameMs: number;
}

const LOADS = 3;
const TIMEOUT_MS = 60_000;
const WHEEL_TURNS = 30;

/** Loads the page at `path` three times, each in a window of its own, and zooms in the last. */
export async function look(path: string): Promise<Seen> {
  const browser = await launchChromium();
  try {
    const loads: number[] = [];
    for (let load = 1; ; load += 1) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const began = performance.now();
      await page.goto(pathToFileURL(path).href);
      await page.locator('html[data-ready=true]').waitFor({ state: 'attached', timeout: TIMEOUT_MS });
      loads.push(performance.now() - began);
      if (load < LOADS) {
        await page.close();
        continue;
      }
      const frames = await zoomed(page);
      const slowestFrameMs = Math.max(...frames);
      return { loadMs: median(loads), frameMs: median(frames), slowestFrameMs };
    }
  } finally {
    await browser.close();
  }
}

/** Turns the wheel over the timeline with the control key held, and answers how long each frame took, ms. */
async function zoomed(page: Page): Promise<readonly number[]> {
  const canvas = page.locator('#timeline-canvas canvas').first();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the timeline is not to be seen');
  await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, 200) / 2);
  await page.evaluate(`{
    window.frameTimes = [];
    const note = (time) => { window.frameTimes.push(time); requestAnimationFrame(note); };
    requestAnimationFrame(note);
  }`);
  await page.keyboard.down('Control');
  for (let turn = 0; turn < WHEEL_TURNS; turn += 1) await page.mouse.wheel(0, turn < WHEEL_TURNS / 2 ? -240 : 240);
  await page.keyboard.up('Control');
  const times = (await page.evaluate('window.frameTimes')) as readonly number[];
  return times.slice(1).map((time, index) => time - (times[index] ?? time));
}
