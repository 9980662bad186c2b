/** The timeline: every operation of every process, with search and filter, and all that is known of one of them. */
import { element } from '../drawing/elements.js';
import type { View } from '../view.js';
import { AddressBar } from './address-bar.js';
import { TimelineFrame } from './frame.js';
import { KEYS_IN_WORDS, listenForKeys } from './keys.js';
import { listenForLinks } from './links.js';
import { TimelineModel } from './model.js';
import { OperationDetails } from './operation-details.js';
import { SearchField } from './search-field.js';
import { anomaliesOf, tell } from './telling.js';
import { toolsOf } from './tools.js';
import { Visits } from './visits.js';

export function mountTimeline(root: HTMLElement, view: View): void {
  const { payload } = view;
  if (payload.operations.length === 0) {
    root.replaceChildren(element('p', '', 'No operation was invoked.'));
    return;
  }
  const model = new TimelineModel(payload, 'process');
  const frame = new TimelineFrame({ view, model, choose: (at) => visits.operation(at, 'pointer') });
  const bar = new AddressBar(({ place, query }) => {
    search.show(query);
    if (place === null) view.select(null);
    else visits.place(place, 'address');
  });
  const visits = new Visits(view, model, frame, bar);
  const details = new OperationDetails(payload);
  const search = new SearchField({
    view,
    model,
    go: (at) => visits.operation(at, 'step'),
    searched: (query) => bar.change({ query }, true),
  });
  const tools = toolsOf(view, (grouping) => {
    model.groupBy(grouping);
    frame.resize();
    if (view.state.selected !== null) frame.showRowOf(view.state.selected);
  });
  const live = element('p', 'visually-hidden');
  live.setAttribute('role', 'status');
  const keys = element('p', 'note operations-keys', 'With the keyboard: ', KEYS_IN_WORDS);
  keys.id = 'operations-keys';
  frame.element.setAttribute('aria-describedby', keys.id);
  root.replaceChildren(search.element, tools, frame.element, live, details.element, keys);

  view.onChange(({ selected }, before) => {
    if (selected === before.selected) return;
    details.show(selected);
    live.textContent = selected === null ? 'No operation is selected.' : spoken(view, selected);
  });
  listenForKeys({ view, model, frame, visits });
  listenForLinks(visits, (link) => {
    // Whoever reads the details goes on reading them.
    if (details.element.contains(link) || !link.isConnected) details.focus();
    else frame.element.focus({ preventScroll: true });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    event.preventDefault();
    search.focus();
  });
  const { place, query } = bar.address;
  if (query !== '') search.show(query);
  if (place !== null) visits.place(place, 'address');
}

function spoken({ payload }: View, at: number): string {
  const types = anomaliesOf(payload, at).map(({ type }) => type);
  const told = tell(payload.operations, at);
  return types.length === 0 ? told : `${told}. Part of ${types.join(', ')}`;
}

/** Whether the key is meant for a field that the user writes in. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
