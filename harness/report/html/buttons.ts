/**
 * What the words of the page need of a program: buttons that copy, and everything open on paper. It stands by itself, so
 * that it works when the program of the pictures does not.
 */
export const BUTTONS = `'use strict';
(() => {
  document.documentElement.classList.add('scripted');
  const copyOldWay = (text) => {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('aria-hidden', 'true');
    area.style.cssText = 'position:fixed;inset-block-start:0;opacity:0';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  };
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const label = button.textContent;
    button.addEventListener('click', async () => {
      const text = document.getElementById(button.dataset.copy).textContent;
      let copied = true;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // Pages from a disk may not write to the clipboard directly everywhere: the old way is asked for then.
        copied = copyOldWay(text);
        button.focus();
      }
      button.textContent = copied ? 'Copied' : 'Not possible here';
      setTimeout(() => { button.textContent = label; }, 1600);
    });
  }
  // A link to an operation leads to its row, which may stand in a part that is closed.
  const openUp = () => {
    const target = document.getElementById(location.hash.slice(1));
    for (let part = target; part !== null; part = part.parentElement) if (part.tagName === 'DETAILS') part.open = true;
    target?.scrollIntoView();
  };
  addEventListener('hashchange', openUp);
  if (location.hash.length > 1) openUp();
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const part of opened) part.open = true;
  });
  addEventListener('afterprint', () => {
    for (const part of opened) part.open = false;
  });
})();
`;
