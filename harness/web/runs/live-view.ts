/** A run while it runs: what it has done so far, what is wrong on purpose, and its last words. Written once, for server and page. */
import { count } from './numbers.js';
import { element, type Tree } from './tree.js';

export interface LiveState {
  /** False once there is a verdict: the page turns into the run's own. */
  readonly running: boolean;
  /** Since it began, by the clock of the server. */
  readonly elapsedMs: number;
  /** How long the workload is meant to go on; null where nobody knows. */
  readonly timeMs: number | null;
  readonly invoked: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  /** Ended in the last seconds. */
  readonly ratePerSecond: number;
  readonly inForce: readonly { readonly fault: string; readonly summary: string; readonly sinceMs: number }[];
  readonly log: readonly string[];
  /** Its report is there. */
  readonly report: boolean;
}

export function liveView(state: LiveState): Tree {
  const open = state.invoked - state.ok - state.fail - state.info;
  const facts: readonly (readonly [string, string])[] = [
    ['elapsed', seconds(state.elapsedMs)],
    ['workload', state.timeMs === null ? 'not known' : `meant for ${seconds(state.timeMs)}`],
    ['operations', count(state.invoked)],
    ['ok', count(state.ok)],
    ['failed', count(state.fail)],
    ['unknown', count(state.info)],
    ['open', count(Math.max(0, open))],
    ['now', `${count(state.ratePerSecond)} operations/s`],
  ];
  const faults = state.inForce.map(({ fault, summary, sinceMs }) =>
    element('li', {}, element('strong', {}, fault), ` ${summary}, for ${seconds(sinceMs)}`),
  );
  return element(
    'div',
    {},
    element(
      'dl',
      { class: 'facts' },
      ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    ),
    element('h2', {}, 'Faults in force'),
    faults.length === 0 ? element('p', { class: 'empty' }, 'None at the moment.') : element('ul', {}, ...faults),
    element('h2', {}, 'The last lines of the log'),
    state.log.length === 0
      ? element('p', { class: 'empty' }, 'Nothing was logged yet.')
      : element('pre', { id: 'log', tabindex: '0', 'aria-label': 'The last lines of the log' }, state.log.join('\n')),
  );
}

function seconds(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1_000));
  return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
