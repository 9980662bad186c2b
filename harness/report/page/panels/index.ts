/** The panels over time: all on one axis, with one cursor and one zoom. */
import type { View } from '../view.js';

export function mountPanels(_root: HTMLElement, _view: View): void {}
