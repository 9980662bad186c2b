/**
 * Errors that a client lets fall: 'error' events that nobody listens to, rejections that nobody handles. Each would end a
 * run. They are told apart by the asynchronous context in which the client was made, so that many can be tried at once.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { messageOf } from '../../harness/contracts/errors.js';

export class UnhandledErrors {
  private readonly context = new AsyncLocalStorage<string[]>();
  private readonly open = new Set<string[]>();
  private readonly take = (error: unknown): void => {
    const owner = this.context.getStore();
    // One that has no context any more may be anybody's; where no client is tried, it is our own.
    const owners = owner === undefined ? [...this.open] : [owner];
    if (owners.length === 0) throw error;
    for (const each of owners) each.push(messageOf(error));
  };

  /** Until it is stopped, no such error ends this process. */
  watch(): void {
    process.on('uncaughtException', this.take);
    process.on('unhandledRejection', this.take);
  }

  stop(): void {
    process.off('uncaughtException', this.take);
    process.off('unhandledRejection', this.take);
  }

  /** Does it, and hands it the list of those that it let fall so far. */
  async of<T>(work: (fallen: readonly string[]) => Promise<T>): Promise<T> {
    const fallen: string[] = [];
    this.open.add(fallen);
    try {
      return await this.context.run(fallen, () => work(fallen));
    } finally {
      this.open.delete(fallen);
    }
  }
}
