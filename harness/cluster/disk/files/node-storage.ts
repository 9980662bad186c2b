/** What a node's programs store, and the disk under it: plain files, or file systems of ours that can lie. */
import { posix } from 'node:path';
import type { Sample } from '../../../contracts/cluster.js';
import { FaultlineError } from '../../../contracts/errors.js';
import type { DiskTrouble, StorageChange } from '../../../contracts/trouble.js';
import type { FaultyDisk } from '../faulty-disk.js';
import { changeFiles, needsFaultyDisk } from './change-files.js';
import type { StoragePlace } from './place.js';

/** A disk that can lie, and the data folder that it lies under, as the node's processes see it. */
export interface DiskUnder {
  readonly folder: string;
  readonly disk: FaultyDisk;
}

/** Absolute folders that lie in no other of them, plainly written, each once. */
export function outermost(folders: readonly string[]): readonly string[] {
  const plain = [...new Set(folders.map((folder) => posix.resolve('/', folder)))];
  return plain.filter((folder) => !plain.some((other) => folder.startsWith(`${other}/`)));
}

export interface NodeStorageOptions {
  readonly node: string;
  /** As in StoragePlace. */
  readonly script: StoragePlace['script'];
  /** Empty: the data folders are plain. */
  readonly disks: readonly DiskUnder[];
}

export class NodeStorage {
  private inForce = '{}';
  /** There was trouble once, so that it is worth looking whether there still is. */
  private wasTroubled = false;

  constructor(private readonly options: NodeStorageOptions) {}

  /** Throws FaultlineError 'needs-faulty-disk' when the disk is plain. */
  async apply(trouble: DiskTrouble = {}): Promise<void> {
    const text = JSON.stringify(trouble);
    if (text === this.inForce) return;
    const { node, disks } = this.options;
    if (disks.length === 0) throw needsFaultyDisk(node, 'fail or be slow');
    this.wasTroubled = true;
    this.inForce = text;
    await Promise.all(disks.map(({ disk }) => disk.apply(trouble)));
  }

  async measure(trouble: DiskTrouble = {}): Promise<readonly Sample[]> {
    const isWanted = JSON.stringify(trouble) !== '{}';
    if (!this.wasTroubled && !isWanted) return [];
    const { node, disks } = this.options;
    if (disks.length === 0 && isWanted) throw needsFaultyDisk(node, 'fail or be slow');
    const samples = disks.map(async ({ folder, disk }) => this.named(folder, await disk.measure(trouble)));
    return (await Promise.all(samples)).flat();
  }

  /** Makes a change to these data folders, durably. Throws as `changeFiles` does. */
  async change(change: StorageChange, folders: readonly string[]): Promise<readonly Sample[]> {
    const { node, script, disks } = this.options;
    if (change.kind === 'lose-unsynced' && disks.length > 0) {
      const { torn, seed } = change;
      const samples = disks.map(async ({ folder, disk }) => this.named(folder, await disk.powerCut({ torn, seed })));
      return (await Promise.all(samples)).flat();
    }
    if (change.kind === 'flip-bits' && disks.length > 0) return this.flipBits(change);
    const samples = await changeFiles(change, { node, folders, script });
    await Promise.all(disks.map(({ disk }) => disk.sync()));
    return samples;
  }

  /** On plain files there is nothing to do: no power failure of ours reaches them. */
  async sync(): Promise<void> {
    await Promise.all(this.options.disks.map(({ disk }) => disk.sync()));
  }

  async audit(): Promise<readonly string[]> {
    const found = this.options.disks.map(({ disk }) => disk.audit());
    return (await Promise.all(found)).flat().map((each) => `${this.options.node}: ${each}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.options.disks.map(({ disk }) => disk.close()));
  }

  /** On the first disk that has a file that matches. */
  private async flipBits(change: StorageChange & { kind: 'flip-bits' }): Promise<readonly Sample[]> {
    let refusal: unknown;
    for (const { folder, disk } of this.options.disks) {
      try {
        return this.named(folder, await disk.flipBits(change));
      } catch (error) {
        if (!(error instanceof FaultlineError && error.code === 'no-such-file')) throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  private named(folder: string, samples: readonly Sample[]): readonly Sample[] {
    return samples.map((sample) => ({ ...sample, subject: `${sample.subject} (${folder} on ${this.options.node})` }));
  }
}
