/** Follows a run while it runs: asks its server every second, and turns into its report when it is done. */
import { type LiveState, liveView } from '../runs/live-view.js';
import { draw } from './draw.js';

const ASK_MS = 1_000;

/** `root` says in `data-source` where the state of the run is to be had. */
export function mountLive(root: HTMLElement): void {
  const source = root.dataset['source'] ?? 'live.json';
  const ask = async (): Promise<void> => {
    const response = await fetch(source);
    if (response.ok) {
      const state = (await response.json()) as LiveState;
      if (!state.running) {
        if (state.report) location.assign('report.html');
        else location.reload();
        return;
      }
      draw(root, liveView(state));
    }
  };
  const again = (): void => {
    setTimeout(() => {
      ask()
        // A server that went away may come back.
        .catch(() => undefined)
        .finally(again);
    }, ASK_MS);
  };
  again();
}
