/** Writes elements that are plain data as HTML, with everything in them escaped. */
import { escapeHtml, type Markup, trusted } from '../report/html/markup.js';
import type { Tree } from './runs/tree.js';

const VOID = new Set(['input', 'br', 'path', 'circle', 'rect', 'line']);
const NAME = /^[a-z][a-z0-9-]*$/i;

/** Throws for names of tags and attributes that could not be a constant of ours. */
export function treeMarkup(tree: Tree): Markup {
  return trusted(textOf(tree));
}

function textOf(tree: Tree): string {
  if (tree === null) return '';
  if (typeof tree === 'string') return escapeHtml(tree);
  const { tag, attributes, children } = tree;
  const written = Object.entries(attributes).map(([name, value]) => ` ${checked(name)}="${escapeHtml(value)}"`);
  const opening = `<${checked(tag)}${written.join('')}>`;
  return VOID.has(tag) && children.length === 0 ? opening : `${opening}${children.map(textOf).join('')}</${tag}>`;
}

function checked(name: string): string {
  if (!NAME.test(name)) throw new Error(`${JSON.stringify(name)} is no name of an element or attribute`);
  return name;
}
