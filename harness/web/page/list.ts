/** Brings the page of all runs to life: filters while one types, sorts, turns pages, and keeps it all in the address. */
import { type ListState, readState, writeState } from '../runs/address.js';
import { listView } from '../runs/list-view.js';
import type { ListedRun } from '../runs/run.js';
import { draw } from './draw.js';

const TYPING_MS = 120;
const RENEW_MS = 5_000;

interface ListData {
  readonly live: boolean;
  readonly runs: readonly ListedRun[];
}

export function mountList({ live, runs: firstRuns }: ListData): void {
  const form = document.querySelector<HTMLFormElement>('#search');
  const input = document.querySelector<HTMLInputElement>('#query');
  if (form === null || input === null) return;
  let runs = firstRuns;
  let state = readState(location.search);

  const show = (): void => {
    const view = listView({ runs, state, live });
    const chosen = new Set(
      [...document.querySelectorAll<HTMLInputElement>('#table input:checked')].map((box) => box.value),
    );
    for (const part of ['counts', 'grid', 'table'] as const) {
      const root = document.getElementById(part);
      if (root !== null) draw(root, view[part]);
    }
    for (const box of document.querySelectorAll<HTMLInputElement>('#table input')) box.checked = chosen.has(box.value);
    const status = document.getElementById('status');
    if (status !== null && status.textContent !== view.status) status.textContent = view.status;
  };
  const go = (next: ListState, how: 'push' | 'replace'): void => {
    state = next;
    keepInAddress(state, how);
    if (input.value !== state.query) input.value = state.query;
    show();
  };

  let typing: ReturnType<typeof setTimeout> | undefined;
  input.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => go({ ...state, query: input.value, page: 1 }, 'replace'), TYPING_MS);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(typing);
    go({ ...state, query: input.value, page: 1 }, 'push');
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-state]') : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(readState(new URL(link.href).search), 'push');
  });
  addEventListener('popstate', () => {
    state = readState(location.search);
    input.value = state.query;
    show();
  });
  if (live) {
    keepNew((renewed) => {
      runs = renewed;
      show();
    });
  }

  form.hidden = false;
  input.value = state.query;
  show();
}

/** Some browsers let no file change its address: the page works without. */
function keepInAddress(state: ListState, how: 'push' | 'replace'): void {
  try {
    if (how === 'push') history.pushState(null, '', writeState(state));
    else history.replaceState(null, '', writeState(state));
  } catch {
    // The view is right all the same.
  }
}

/** Asks the server again and again for runs that changed, while somebody looks. */
function keepNew(renew: (runs: readonly ListedRun[]) => void): void {
  let tag: string | null = null;
  const ask = async (): Promise<void> => {
    if (document.hidden) return;
    const response = await fetch('/runs.json', tag === null ? {} : { headers: { 'if-none-match': tag } });
    if (response.status !== 200) return;
    const first = tag === null;
    tag = response.headers.get('etag');
    const { runs } = (await response.json()) as ListData;
    // The first answer is what the page was made of, unless a run began in between: drawing it again costs nothing.
    if (!first || runs.length > 0) renew(runs);
  };
  setInterval(() => void ask().catch(() => undefined), RENEW_MS);
}
