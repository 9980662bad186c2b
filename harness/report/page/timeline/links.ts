/** Links to operations and moments, wherever on the page they stand: `data-operation`, `data-moment`. */
import type { Visits } from './visits.js';

/** `land` is called after an operation was gone to, with the link. */
export function listenForLinks(visits: Visits, land: (link: Element) => void): void {
  document.addEventListener('click', (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('[data-operation], [data-moment]') : null;
    if (!(link instanceof HTMLElement)) return;
    const { operation, moment } = link.dataset;
    if (operation !== undefined) {
      if (!/^\d+$/.test(operation) || !visits.place(Number(operation), 'link')) return;
      event.preventDefault();
      land(link);
      return;
    }
    const timeNs = Number(moment);
    if (!Number.isFinite(timeNs)) return;
    event.preventDefault();
    visits.moment(timeNs);
  });
}
