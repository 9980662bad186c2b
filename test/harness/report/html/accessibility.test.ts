/** The report for those who do not see it, or not well: what axe-core finds in a violated, a clean and an unknown one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { definitions } from '../../../../cli/definitions.js';
import { renderReport } from '../../../../harness/report/html/report.js';
import { concludeRun } from '../../../../harness/results/index.js';
import { describePart } from '../../../setup/parts.js';
import { findings } from '../../results/verdict-fixture.js';
import { launchChromium, missingChromium } from '../chromium.js';
import { syntheticRun } from '../synthetic-run.js';

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Everything that axe calls a rule of WCAG 2, and what it takes for good practice. */
const RUN = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`;

describePart('chromium', missingChromium, 'the report, by the rules of accessibility', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faultline-accessible-'));
    const violated = await syntheticRun();
    const clean = await syntheticRun({ stale: false });
    const unknown = { ...clean, verdict: concludeRun(findings({ vacuity: 'no operation succeeded' })) };
    for (const [name, run] of Object.entries({ violated, clean, unknown })) {
      writeFileSync(join(folder, `${name}.html`), renderReport({ ...run, definitions: definitions() }));
    }
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ['violated', 'light'],
    ['violated', 'dark'],
    ['clean', 'light'],
    ['clean', 'dark'],
    ['unknown', 'light'],
    ['unknown', 'dark'],
  ] as const)('no serious fault in a report that is %s, %s', async (name, colorScheme) => {
    const page = await browser.newPage({ colorScheme, bypassCSP: true });
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    // The pictures are a part of it, where their program is built.
    if ((await page.locator('#faultline-payload').count()) > 0) {
      await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    }
    await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
    await page.evaluate(AXE);
    const found = await page.evaluate<readonly Finding[]>(RUN);
    const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(
      serious.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]),
    ).toEqual([]);
    await page.close();
  });
});
