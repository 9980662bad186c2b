/**
 * What the page does in a browser: copies the command, and moves one cursor over all plots. Everything else is there
 * without it. It reads the data block and writes text alone, never markup.
 */
export const SCRIPT = `'use strict';
(() => {
  const byId = (id) => document.getElementById(id);

  for (const button of document.querySelectorAll('[data-copy]')) {
    const label = button.textContent;
    button.addEventListener('click', async () => {
      const source = byId(button.dataset.copy);
      let copied = true;
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        // Pages from a disk may not write to the clipboard directly everywhere: select, and ask the old way.
        getSelection().selectAllChildren(source);
        copied = document.execCommand('copy');
      }
      button.textContent = copied ? 'Copied' : 'Selected';
      setTimeout(() => { button.textContent = label; }, 1600);
    });
  }

  const timeline = byId('timeline');
  const data = JSON.parse(byId('faultline-data').textContent);
  if (timeline === null || data.series === null) return;
  const { fromNs, toNs, perSecond, p50Ms, p99Ms } = data.series;
  const slots = perSecond.ok.length;
  const overlay = timeline.querySelector('.overlay');
  const cursor = byId('cursor');
  const text = byId('cursor-text');
  const hint = text.textContent;
  let share = null;

  const latency = (ms) => ms === null ? '\\u2013' : ms < 10 ? ms.toFixed(2) + ' ms' : ms < 1000 ? Math.round(ms) + ' ms' : (ms / 1000).toFixed(2) + ' s';
  const show = (next) => {
    share = Math.min(1, Math.max(0, next));
    const slot = Math.min(slots - 1, Math.floor(share * slots));
    const at = fromNs + share * (toNs - fromNs);
    const faults = data.faults
      .filter((fault) => fault.verifiedNs !== null && fault.verifiedNs <= at && (fault.healNs ?? toNs) >= at)
      .map((fault) => fault.fault + ' ' + (fault.summary || fault.victims.join(' ')));
    const moment = document.createElement('b');
    moment.textContent = (at / 1e9).toFixed(2) + ' s';
    const rates = ['ok', 'fail', 'info'].map((outcome, index) => Math.round(perSecond[outcome][slot]) + ' ' + ['ok/s', 'failed/s', 'unknown/s'][index]);
    text.replaceChildren(moment, '  ' + rates.join(', ') + '  \\u00b7  median ' + latency(p50Ms[slot]) + ', 99 % ' + latency(p99Ms[slot]) + (faults.length > 0 ? '  \\u00b7  in force: ' + faults.join('; ') : ''));
    cursor.hidden = false;
    cursor.style.left = share * 100 + '%';
  };
  const hide = () => {
    cursor.hidden = true;
    text.textContent = hint;
  };
  timeline.addEventListener('pointermove', (event) => {
    const box = overlay.getBoundingClientRect();
    if (event.clientX >= box.left - 4 && event.clientX <= box.right + 4) show((event.clientX - box.left) / box.width);
  });
  timeline.addEventListener('pointerleave', hide);
  timeline.addEventListener('keydown', (event) => {
    const step = event.shiftKey ? 10 : 1;
    const next = { ArrowLeft: (share ?? 0.5) - step / slots, ArrowRight: (share ?? 0.5) + step / slots, Home: 0, End: 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      show(next);
    } else if (event.key === 'Escape') hide();
  });
})();
`;
