/** JUnit's XML, read back by a parser that is not ours: the browser's. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FaultlineError } from '../../../harness/contracts/errors.js';
import { type JUnitCase, renderJUnit, renderSuites } from '../../../harness/report/junit.js';
import { concludeRun, type Findings } from '../../../harness/results/index.js';
import { describePart } from '../../setup/parts.js';
import { broken, findings, holds, undecided } from '../results/verdict-fixture.js';
import { launchChromium, missingChromium } from './chromium.js';
import { ATTACK, hostileRun } from './hostile.js';
import { syntheticTest } from './synthetic-run.js';

function xmlOf(changes: Partial<Findings>): string {
  return renderJUnit(syntheticTest(), concludeRun(findings(changes)));
}

const countsOf = (xml: string): unknown => /<testsuite .*?(tests="\d+" failures="\d+" errors="\d+")/.exec(xml)?.[1];
const failed = new FaultlineError('the cluster never came up', { code: 'no-cluster' });

describe('one case per property', () => {
  test('that passes where the property holds', () => {
    const xml = xmlOf({});
    expect(countsOf(xml)).toBe('tests="1" failures="0" errors="0"');
    expect(xml).toMatch(/<testcase classname="faultline.etcd-register" name="linearizable" time="60.000"\/>/);
  });

  test('that is a failure where it is violated, with the story and the command', () => {
    const xml = xmlOf({ properties: [holds, broken] });
    expect(countsOf(xml)).toBe('tests="2" failures="1" errors="0"');
    expect(xml).toContain('<failure message="nonlinearizable: the read of 1 is stale">');
    expect(xml).toContain(`again: ${syntheticTest().command}`);
  });

  test('that is an error, not a pass, where nobody knows', () => {
    expect(countsOf(xmlOf({ properties: [undecided] }))).toBe('tests="1" failures="0" errors="1"');
  });
});

describe('a case for the run', () => {
  test.each([
    ['failed', { runError: failed }, 'the cluster never came up'],
    ['was interrupted', { interrupted: true }, 'the run was interrupted'],
    ['proves nothing', { vacuity: 'no operation succeeded' }, 'no operation succeeded'],
  ])('is an error where it %s though every property holds', (_, changes, message) => {
    const xml = xmlOf(changes);
    expect(countsOf(xml)).toBe('tests="2" failures="0" errors="1"');
    expect(xml).toContain(`<error message="${message}">`);
  });

  test('stands beside a violation, and does not hide it', () => {
    expect(countsOf(xmlOf({ properties: [broken], runError: failed }))).toBe('tests="2" failures="1" errors="1"');
  });
});

describePart('chromium', missingChromium, 'a parser of XML', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test('finds every case well formed, with the text that was put in, under attack too', async () => {
    const { test: run, verdict } = hostileRun();
    const page = await browser.newPage();
    const parsed = await page.evaluate<{ root: string; cases: number; name: string | null; failure: string }>(`(() => {
      const parsed = new DOMParser().parseFromString(${JSON.stringify(renderJUnit(run, verdict))}, 'application/xml');
      return {
        root: parsed.documentElement.nodeName,
        cases: parsed.querySelectorAll('testsuite > testcase').length,
        name: parsed.querySelector('testcase').getAttribute('name'),
        failure: parsed.querySelector('failure').textContent,
      };
    })()`);
    const kept = ATTACK.replace('\u0000', '\ufffd');
    expect(parsed).toMatchObject({ root: 'testsuites', cases: 1, name: kept });
    expect(parsed.failure).toContain(kept);
    await page.close();
  });

  test('finds many runs in one file, each with its properties, its cases and its output', async () => {
    const hostile = { name: ATTACK, classname: ATTACK, seconds: 1.5, output: ATTACK, properties: { command: ATTACK } };
    const cases: JUnitCase[] = [
      { name: ATTACK, result: { kind: 'skipped', message: ATTACK } },
      { name: 'holds', result: { kind: 'passed', message: '' } },
    ];
    const xml = renderSuites(
      [
        { ...hostile, cases },
        { name: 'none', classname: 'c', cases: [] },
      ],
      ATTACK,
    );
    const page = await browser.newPage();
    const parsed = await page.evaluate<Record<string, unknown>>(`(() => {
      const parsed = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
      const [root, first] = [parsed.documentElement, parsed.querySelector('testsuite')];
      return {
        name: root.getAttribute('name'),
        skipped: root.getAttribute('skipped'),
        suites: parsed.querySelectorAll('testsuites > testsuite').length,
        command: first.querySelector('properties > property').getAttribute('value'),
        cases: [...first.querySelectorAll('testcase')].map((each) => each.firstElementChild?.nodeName ?? ''),
        output: first.querySelector('system-out').textContent,
      };
    })()`);
    const kept = ATTACK.replace('\u0000', '\ufffd');
    const texts = { name: kept, command: kept, output: kept };
    expect(parsed).toEqual({ ...texts, skipped: '1', suites: 2, cases: ['skipped', ''] });
    await page.close();
  });
});
