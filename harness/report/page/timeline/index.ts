/** The timeline: every operation of every process, with search and filter. */
import type { View } from '../view.js';

export function mountTimeline(_root: HTMLElement, _view: View): void {}
