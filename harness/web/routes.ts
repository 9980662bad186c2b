/** Which address answers what. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { testSchema } from '../contracts/test.js';
import { pageProgram } from '../report/program.js';
import { openResults } from '../results/find-runs.js';
import { FILES, readJson } from '../results/index.js';
import { type RunSummary, summarize } from '../results/run-summary.js';
import { type Answer, HttpError, json, page, redirect } from './answer.js';
import { fileAnswer } from './files/file-answer.js';
import { Operations } from './files/operations.js';
import { findRun, listFiles, type RunPlace, realFolder } from './files/run-place.js';
import { zipFolder } from './files/zip-folder.js';
import { listRuns, renderIndex, servedHref } from './index-page.js';
import { LiveRun } from './live/live-run.js';
import { policyOf } from './page-shell.js';
import { renderComparison, renderComparisonHelp } from './pages/compare-page.js';
import { renderDuplicates } from './pages/duplicates-page.js';
import { renderOperationPage } from './pages/operation-page.js';
import { renderFolderPage, renderLivePage, renderRunPage } from './pages/run-page.js';
import { renderTestTrends, renderTrends } from './pages/trends-page.js';
import type { RequestPath } from './request-path.js';
import { RunCatalog } from './run-catalog.js';
import { readState } from './runs/address.js';

/** Runs that are followed at once. */
const MAX_LIVE = 32;
const MAX_LISTED_FILES = 20_000;

export class Routes {
  private readonly catalog: RunCatalog;
  private readonly operations = new Operations();
  private readonly live = new Map<string, LiveRun>();

  constructor(private readonly results: string) {
    this.catalog = new RunCatalog(results);
  }

  /** Rejects with HttpError for what is not there. */
  async answer(path: RequestPath, ifNoneMatch: string | undefined): Promise<Answer> {
    const { parts, search } = path;
    const [first, ...rest] = parts;
    if (first === 'runs' && rest.length > 0) return this.ofRun(rest, path);
    if (rest.length > 0) throw new HttpError(404, 'there is no such page');
    const query = new URLSearchParams(search);
    if (first === undefined) return this.index(search);
    if (first === 'runs.json') return this.runsJson(ifNoneMatch);
    if (first === 'trends') return this.trends(query.get('test'));
    if (first === 'duplicates') return still(renderDuplicates(await this.catalog.list()));
    if (first === 'compare') return this.comparison(query.getAll('run'));
    throw new HttpError(404, 'there is no such page');
  }

  private async index(search: string): Promise<Answer> {
    const html = renderIndex(await this.catalog.list(), { live: true, state: readState(search) });
    return moving(html);
  }

  private async runsJson(ifNoneMatch: string | undefined): Promise<Answer> {
    const answer = json({ live: true, runs: listRuns(await this.catalog.list(), { live: true }) });
    const tag = `"${createHash('sha256').update(String(answer.body)).digest('base64url').slice(0, 22)}"`;
    const headers = { etag: tag };
    return ifNoneMatch === tag ? { ...answer, status: 304, body: '', headers } : { ...answer, headers };
  }

  private async trends(test: string | null): Promise<Answer> {
    const all = await this.catalog.list();
    if (test === null) return still(renderTrends(all));
    const runs = all.filter(({ name }) => name === test);
    if (runs.length === 0) throw new HttpError(404, 'there is no run of this test');
    return still(renderTestTrends(test, runs));
  }

  private comparison(paths: readonly string[]): Answer {
    const [first, second] = paths;
    if (paths.length !== 2 || first === undefined || second === undefined)
      return still(renderComparisonHelp(paths.length));
    const runs = [first, second].map((path) => {
      const parts = path.split('/');
      if (parts.some((part) => part.startsWith('.') || part === '')) throw new HttpError(404, 'there is no such run');
      const { folder } = findRun(this.results, parts);
      return { summary: this.summaryOf(folder), test: attempted(() => readJson(join(folder, FILES.test), testSchema)) };
    });
    const [before, after] = runs.sort((left, right) => order(left.summary.startedAt, right.summary.startedAt));
    if (before === undefined || after === undefined) throw new HttpError(404, 'there is no such run');
    return still(renderComparison(before, after));
  }

  private async ofRun(parts: readonly string[], { endsWithSlash, search }: RequestPath): Promise<Answer> {
    if (parts[0] === 'latest') return this.latest(parts.slice(1));
    const place = findRun(this.results, parts);
    const { folder, path, rest } = place;
    if (rest.length === 0) return endsWithSlash ? this.runPage(place) : redirect(servedHref({ path }));
    const [name = '', second] = rest;
    if (rest.length === 1 && name === 'live.json') return json(await this.liveRun(folder).look(Date.now()));
    if (rest.length === 1 && name === 'download.zip') return this.zip(place);
    if (rest.length === 1 && name === 'operation') return toOperation(path, search);
    if (rest.length === 2 && name === 'operations' && second !== undefined) return this.operation(folder, second);
    const inside = realFolder(folder, rest);
    if (inside === null) return fileAnswer(folder, rest, new URLSearchParams(search).has('download'));
    if (!endsWithSlash) return redirect(`${servedHref({ path })}${rest.map(encodeURIComponent).join('/')}/`);
    return still(
      renderFolderPage(this.summaryOf(folder), `${rest.join('/')}/`, await listFiles(inside, MAX_LISTED_FILES)),
    );
  }

  private async latest(rest: readonly string[]): Promise<Answer> {
    const [newest] = await this.catalog.list();
    if (newest === undefined) throw new HttpError(404, 'there are no runs yet');
    return redirect(`${servedHref(newest)}${rest.map(encodeURIComponent).join('/')}`);
  }

  private async runPage({ folder }: RunPlace): Promise<Answer> {
    const summary = this.summaryOf(folder);
    const files = await listFiles(folder, MAX_LISTED_FILES);
    if (summary.state !== 'running') {
      this.live.delete(folder);
      const verdict = attempted(() => readJson(join(folder, FILES.verdict), z.unknown()));
      return still(renderRunPage({ summary, verdict, files }));
    }
    return moving(renderLivePage(summary, await this.liveRun(folder).look(Date.now()), files));
  }

  private async zip({ folder, path }: RunPlace): Promise<Answer> {
    const body = await zipFolder(folder, path);
    return { status: 200, type: 'application/zip', body, download: `${path.replaceAll('/', '-')}.zip` };
  }

  /** "12" as JSON, "12.html" as a page. */
  private async operation(folder: string, name: string): Promise<Answer> {
    const [, digits, asPage] = /^(\d{1,12})(\.html)?$/.exec(name) ?? [];
    if (digits === undefined) throw new HttpError(404, 'an operation is named by its place in the history, such as 12');
    const answer = await this.operations.read(folder, Number(digits));
    return asPage === undefined ? json(answer) : still(renderOperationPage(this.summaryOf(folder), answer));
  }

  private summaryOf(folder: string): RunSummary {
    return summarize(folder, openResults(this.results).root);
  }

  private liveRun(folder: string): LiveRun {
    const followed = this.live.get(folder) ?? new LiveRun(folder, openResults(this.results).root);
    this.live.delete(folder);
    this.live.set(folder, followed);
    const [longestAgo] = this.live.keys();
    if (this.live.size > MAX_LIVE && longestAgo !== undefined) this.live.delete(longestAgo);
    return followed;
  }
}

/** A page without a program. */
function still(html: string): Answer {
  return page(html, policyOf({ live: true }));
}

/** A page with one. */
function moving(html: string): Answer {
  return page(html, policyOf({ live: true, program: pageProgram('web') }));
}

/** The form of a run's page, which works without a program. */
function toOperation(path: string, search: string): Answer {
  const index = Number(new URLSearchParams(search).get('index'));
  if (!Number.isSafeInteger(index) || index < 0)
    throw new HttpError(404, 'an operation is named by its place in the history, such as 12');
  return redirect(`${servedHref({ path })}operations/${index}.html`);
}

function order(left: string, right: string): number {
  return Number(left > right) - Number(left < right);
}

function attempted<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
