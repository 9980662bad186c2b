/** The logs of nodes and harness around the moment that is looked at. */
import type { View } from '../view.js';

export function mountLogs(_root: HTMLElement, _view: View): void {}
