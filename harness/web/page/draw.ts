/** Puts elements that are plain data into the page: every text as text, never as markup. */
import type { Tree } from '../runs/tree.js';

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'circle', 'rect', 'line']);

/** Replaces what is in `root`, and gives the focus back to the element with the same id. */
export function draw(root: Element, tree: Tree): void {
  const focused = root.contains(document.activeElement) ? document.activeElement?.id : undefined;
  root.replaceChildren(nodeOf(tree));
  if (focused !== undefined && focused !== '') document.getElementById(focused)?.focus();
}

function nodeOf(tree: Tree): Node {
  if (tree === null) return document.createTextNode('');
  if (typeof tree === 'string') return document.createTextNode(tree);
  const made = SVG_TAGS.has(tree.tag) ? document.createElementNS(SVG, tree.tag) : document.createElement(tree.tag);
  for (const [name, value] of Object.entries(tree.attributes)) made.setAttribute(name, value);
  made.append(...tree.children.map(nodeOf));
  return made;
}
