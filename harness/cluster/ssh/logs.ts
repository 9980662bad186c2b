/** The logs of a node's programs: written on the machine, and fetched as far as they have grown. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { get } from './files.js';
import type { Machine } from './machine.js';

export class FetchedLogs {
  /** Name of a program to how much of its log is here, bytes. */
  private readonly fetched = new Map<string, number>();
  private tail: Promise<unknown> = Promise.resolve();

  /** `there`: the folder on the machine; `here`: the controller's. */
  constructor(
    private readonly machine: Machine,
    private readonly there: string,
    private readonly here: string,
  ) {}

  /** A program of that name has a log from now on. */
  expect(name: string): void {
    if (!this.fetched.has(name)) this.fetched.set(name, 0);
  }

  /** Program to path here. */
  paths(): ReadonlyMap<string, string> {
    return new Map([...this.fetched.keys()].map((name) => [name, this.pathOf(name)]));
  }

  /** Fetches what is new. What cannot be reached stays as it is. */
  fetch(): Promise<void> {
    const result = this.tail.then(async () => {
      for (const [name, bytes] of this.fetched) {
        const data = await get(this.machine, `${this.there}/${name}.log`, bytes).catch(() => null);
        if (data === null) continue;
        mkdirSync(dirname(this.pathOf(name)), { recursive: true });
        appendFileSync(this.pathOf(name), data);
        this.fetched.set(name, bytes + data.length);
      }
    });
    this.tail = result.catch(() => {});
    return result;
  }

  private pathOf(name: string): string {
    return join(this.here, `${name}.log`);
  }
}
