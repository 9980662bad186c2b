/** The field in which operations are looked for, how many there are, and the first of them as a list. */
import { UsageError } from '../../../contracts/errors.js';
import { count, plural } from '../../html/numbers.js';
import { button, element, fill } from '../drawing/elements.js';
import { FIELDS } from '../search/fields.js';
import { find, firstMatches, nextMatch } from '../search/query.js';
import type { View } from '../view.js';
import type { TimelineModel } from './model.js';
import { operationLink } from './operation-details.js';
import { tell } from './telling.js';

const MAX_LISTED = 50;
/** After the last key, so that nothing is searched for by halves. */
const REST_MS = 120;
/** Operations whose values take noticeably long. */
const MANY = 200_000;

export interface SearchOptions {
  readonly view: View;
  readonly model: TimelineModel;
  /** Enter: to that match. */
  readonly go: (at: number) => void;
  /** What was searched for has changed, and means something. */
  readonly searched: (query: string) => void;
}

export class SearchField {
  readonly element = element('search', 'operations-search');
  private readonly input = element('input', '');
  private readonly status = element('p', 'search-status');
  private readonly matches = element('ol', 'matches');
  private readonly list = element('details', 'search-matches');
  private readonly options: SearchOptions;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private done = '';

  constructor(options: SearchOptions) {
    this.options = options;
    const { input, status, list, matches } = this;
    input.type = 'search';
    input.id = 'operations-query';
    input.spellcheck = false;
    input.autocomplete = 'off';
    input.placeholder = 'key:5 outcome:fail|info took:>100ms';
    input.setAttribute('aria-describedby', 'operations-query-status');
    const label = element('label', '', 'Find operations');
    label.htmlFor = input.id;
    status.id = 'operations-query-status';
    status.setAttribute('role', 'status');
    matches.tabIndex = 0;
    matches.setAttribute('aria-label', 'The first operations that match');
    list.append(element('summary', '', 'List of matches'), matches);
    this.element.append(element('div', 'search-line', label, input, this.help()), status, list);
    input.addEventListener('input', () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.searchSoon(), REST_MS);
    });
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.step(event.shiftKey ? -1 : 1);
      else if (event.key === 'Escape') this.show('');
      else return;
      event.preventDefault();
    });
    this.tellNone();
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  /** Puts a search into the field and makes it at once. */
  show(query: string): void {
    this.input.value = query;
    this.search();
  }

  /** Values of a long run take a while to look through: that is said before. */
  private searchSoon(): void {
    const { length } = this.options.view.payload.operations;
    const query = this.input.value.trim();
    if (length < MANY || !query.includes('value:') || query === this.done) {
      this.search();
      return;
    }
    fill(this.status, 'Looking through the values …');
    // After the frame in which it is said.
    requestAnimationFrame(() => {
      this.waiting = setTimeout(() => this.search());
    });
  }

  private search(): void {
    clearTimeout(this.waiting);
    const query = this.input.value.trim();
    if (query === this.done) return;
    this.done = query;
    const { view, model, searched } = this.options;
    try {
      const { matching, count: found, untold } = find(query, { payload: view.payload, places: model.places });
      this.input.removeAttribute('aria-invalid');
      view.filter(matching);
      searched(query);
      if (matching === null) this.tellNone();
      else this.tellFound(matching, found, untold);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.input.setAttribute('aria-invalid', 'true');
      view.filter(null);
      fill(this.status, element('span', 'warn', error.message), ` ${error.hint ?? ''}`);
      this.list.hidden = true;
    }
  }

  private tellNone(): void {
    const { length, withValues } = this.options.view.payload.operations;
    const told =
      withValues === length ? '' : ` This page has the values of ${count(withValues)}; history.ndjson has all.`;
    fill(this.status, `${plural(length, 'operation')} in all.${told}`);
    this.list.hidden = true;
  }

  private tellFound(matching: Uint8Array, found: number, untold: number): void {
    const { view } = this.options;
    const { operations } = view.payload;
    const what = found === 0 ? 'No operation matches' : `${plural(found, 'operation')} match${found === 1 ? 'es' : ''}`;
    const rest =
      untold === 0 ? '.' : `; of ${count(untold)} more the page does not have the values (history.ndjson has).`;
    fill(
      this.status,
      element('b', '', what),
      rest,
      found === 0 ? null : ' Enter goes to the next, Shift and Enter to the one before.',
    );
    this.list.hidden = found === 0;
    const first = firstMatches(matching, MAX_LISTED);
    fill(
      this.matches,
      first.map((at) => element('li', '', operationLink(view.payload, at, tell(operations, at).replace(/^#\d+ /, '')))),
      found > first.length ? element('li', 'note', `${count(found - first.length)} more`) : null,
    );
  }

  private step(step: 1 | -1): void {
    this.search();
    const { view, go } = this.options;
    const { matching, selected } = view.state;
    const at = matching === null ? null : nextMatch(matching, selected, step);
    if (at !== null) go(at);
  }

  private help(): HTMLElement {
    const rows = Object.values(FIELDS).map(({ example, meaning }) =>
      element(
        'li',
        '',
        button(example, () => this.add(example)),
        ` ${meaning}`,
      ),
    );
    return element(
      'details',
      'search-help',
      element('summary', '', 'What can be asked'),
      element(
        'div',
        'search-words',
        element(
          'p',
          'note',
          'Words are joined: all of them must hold. a|b is one or the other, ! in front is not. A number, or #123, is a place in the history.',
        ),
        element('ul', '', rows),
      ),
    );
  }

  private add(word: string): void {
    const { value } = this.input;
    this.show(value.trim() === '' ? word : `${value.trim()} ${word}`);
    this.input.focus();
  }
}
