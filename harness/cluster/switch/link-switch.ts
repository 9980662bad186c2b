/**
 * Links that delay, duplicate, reorder and corrupt, on a kernel without netem: the packets of such directions, and of no
 * others, are diverted into a switch of our own, in a process of its own, which gives them back to the bridge.
 */
import { spawnSync } from 'node:child_process';
import { execa } from 'execa';
import { FaultlineError } from '../../contracts/errors.js';
import type { LinkQuality, LinkTrouble } from '../../contracts/trouble.js';
import type { LinkCount } from './control.js';
import { Diversions, nameOf, type SwitchEnd } from './diversions.js';
import { SwitchProcess } from './switch-process.js';
import { tapScript } from './taps.js';

export type { LinkCount, SwitchEnd };

/**
 * The fields of a link's quality that the switch takes care of. It leaves the others to the packet filter and to queues,
 * with one exception: the clients' packets are diverted before they reach the bridge's queue, so that the switch also
 * keeps the rate of a link from them that has one of these.
 */
export const SWITCHED = ['delay', 'duplicate', 'reorder', 'corrupt'] as const satisfies readonly (keyof LinkQuality)[];

export interface LinkSwitchOptions {
  /** In the network namespace of the caller, as the ends' devices are. */
  readonly bridge: string;
  readonly seed: number;
  readonly ends: readonly SwitchEnd[];
}

export class LinkSwitch {
  /** Changes are made one after the other. */
  private tail: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(
    private readonly process: SwitchProcess,
    private readonly diversions: Diversions,
    private readonly ends: readonly SwitchEnd[],
  ) {
    // Without its process a diverted packet is lost; nothing is to be cut that nobody asked for.
    process.ended.then(() => (this.closed ? undefined : this.inTurn(() => this.removeAll()))).catch(() => {});
  }

  /** Throws FaultlineError 'switch-gone' with what stands in the way, or 'command-failed'. */
  static async start({ bridge, seed, ends }: LinkSwitchOptions): Promise<LinkSwitch> {
    const mtuBytes = Number(/ mtu (\d+) /.exec(await run('ip', ['-o', 'link', 'show', 'dev', bridge]))?.[1] ?? 1_500);
    const started = new SwitchProcess({ ends, seed, mtuBytes });
    try {
      await started.ready;
      await run('ip', ['-batch', '-'], tapScript(bridge, mtuBytes));
      return new LinkSwitch(started, new Diversions(bridge, ends), ends);
    } catch (error) {
      started.kill();
      throw error;
    }
  }

  /**
   * Brings every direction to exactly this, whatever was before: each at most once, others are not diverted. Only the
   * fields in SWITCHED are looked at. No packet is lost by the change; those that wait are sent when they are due, also
   * after their link has healed. Throws FaultlineError 'unknown-node', 'switch-gone', 'switch-silent' or
   * 'command-failed'; after the last of these nothing is diverted. With no link left it succeeds on a dead switch too, and on a closed one.
   */
  apply(links: readonly LinkTrouble[]): Promise<void> {
    return this.inTurn(async () => {
      const switched = this.switchedPart(links);
      // First the models: a packet that is diverted finds its link as it should be, and one of a link that has healed but
      // is still diverted goes on at once. To divert nothing no switch is needed, and none that answers.
      await this.process.request({ links: switched }).catch((error: unknown) => {
        if (switched.length > 0) throw error;
      });
      const { script, done } = this.diversions.change(switched);
      if (script === '') return;
      try {
        await run('tc', ['-batch', '-'], script);
        done();
        // It was closed meanwhile, and what closing removed may have come back.
        if (this.closed) await this.removeAll();
      } catch (error) {
        await this.removeAll();
        throw error;
      }
    });
  }

  /** What every direction has carried since the switch began, where that is anything. Throws as `apply` does. */
  async counts(): Promise<readonly LinkCount[]> {
    return (await this.process.request({ counts: true })).counts ?? [];
  }

  /** What of ours is in the kernel and diverts packets; empty when no link is in trouble. */
  async audit(): Promise<readonly string[]> {
    return this.diversions.audit(await run('tc', ['qdisc', 'show']));
  }

  /** Diverts nothing any more, and ends the process; what still waits there is lost. May be called twice. */
  close(): void {
    this.closed = true;
    // Not through the queue of changes: whoever closes may be about to exit.
    const { script, done } = this.diversions.removal();
    spawnSync('tc', ['-force', '-batch', '-'], { input: script, stdio: ['pipe', 'ignore', 'ignore'] });
    done();
    this.process.kill();
  }

  private async removeAll(): Promise<void> {
    const { script, done } = this.diversions.removal();
    await execa('tc', ['-force', '-batch', '-'], { input: script, reject: false });
    done();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => {});
    return result;
  }

  private switchedPart(links: readonly LinkTrouble[]): readonly LinkTrouble[] {
    const names = new Set<string>();
    return links.flatMap(({ from, to, quality }) => {
      const name = nameOf({ from, to });
      if (!this.diversions.has({ from, to }) || names.has(name)) {
        throw new FaultlineError(`${name} is ${names.has(name) ? 'named twice' : 'no link of this cluster'}`, {
          code: 'unknown-node',
          value: name,
        });
      }
      names.add(name);
      const pick = (fields: readonly (keyof LinkQuality)[]): LinkQuality =>
        Object.fromEntries(fields.flatMap((field) => (quality[field] === undefined ? [] : [[field, quality[field]]])));
      const switched = pick(SWITCHED);
      if (Object.keys(switched).length === 0) return [];
      const passesQueue = this.ends.some(({ name, device }) => name === from && device !== null);
      return [{ from, to, quality: passesQueue ? switched : { ...switched, ...pick(['rateKbit']) } }];
    });
  }
}

async function run(program: string, words: readonly string[], input = ''): Promise<string> {
  const result = await execa(program, words, { input, reject: false });
  if (result.exitCode !== 0) {
    throw new FaultlineError(`${program} refused: ${result.stderr.trim() || result.shortMessage}`, {
      code: 'command-failed',
      value: input || words,
    });
  }
  return result.stdout;
}
