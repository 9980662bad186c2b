/** Clients that are being closed: none of them can fail the run or hold it up, and its end waits for them, up to a bound. */
import { messageOf } from '../../contracts/errors.js';

export class Closing {
  private readonly under = new Set<Promise<void>>();

  constructor(private readonly log: (message: string) => void) {}

  /** Begins to close it; never throws. */
  begin(client: { close(): Promise<void> }): void {
    const closed = (async () => client.close())()
      .catch((error: unknown) => this.log(`a client did not close: ${messageOf(error)}`))
      .finally(() => this.under.delete(closed));
    this.under.add(closed);
  }

  /** Resolves when all have closed, or after `timeoutMs`. */
  async settled(timeoutMs: number): Promise<void> {
    if (this.under.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([Promise.all(this.under), late]);
    clearTimeout(timer);
  }
}
