/** A disk that can lie in a folder of its own, and real programs that use it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { FaultyDisk, type FaultyDiskOptions } from '../../../../harness/cluster/disk/faulty-disk.js';

const PROGRAM_TIMEOUT_MS = 60_000;

export interface Ended {
  readonly exitCode: number | undefined;
  readonly output: string;
}

export class TestDisk {
  private constructor(
    readonly disk: FaultyDisk,
    readonly folder: string,
    readonly mount: string,
  ) {}

  static async create(options: Partial<FaultyDiskOptions> = {}): Promise<TestDisk> {
    const folder = mkdtempSync(join(tmpdir(), 'faultline-disk-'));
    const mount = join(folder, 'a mount');
    mkdirSync(mount);
    const disk = await FaultyDisk.start({ backing: join(folder, 'backing'), mountPoint: mount, seed: 1, ...options });
    return new TestDisk(disk, folder, mount);
  }

  /** A script of /bin/sh in the mount. */
  async sh(script: string): Promise<Ended> {
    const options = { cwd: this.mount, reject: false, all: true, timeout: PROGRAM_TIMEOUT_MS } as const;
    const { exitCode, all } = await execa('/bin/sh', ['-c', script], options);
    return { exitCode, output: all };
  }

  /** What a script of Perl prints, with `sync_file` and `sync_folder` by their paths. Throws when it fails. */
  async perl(script: string): Promise<string> {
    const options = { cwd: this.mount, timeout: PROGRAM_TIMEOUT_MS };
    return (await execa('perl', ['-e', PRELUDE + script], options)).stdout;
  }

  /** A power failure, after which everything is listed: paths and contents. */
  async cut(torn = false, seed = 1): Promise<Readonly<Record<string, string>>> {
    const samples = await this.disk.powerCut({ torn, seed });
    const wrong = samples.filter(({ ok }) => !ok);
    if (wrong.length > 0) throw new Error(`a power failure was not one: ${JSON.stringify(wrong)}`);
    return this.list();
  }

  async list(): Promise<Readonly<Record<string, string>>> {
    const { output } = await this.sh(
      'find . -mindepth 1 | sort | while read -r p; do if [ -d "$p" ]; then echo "$p=/"; else echo "$p=$(base64 -w0 <"$p")"; fi; done',
    );
    const lines = output.split('\n').filter((line) => line !== '');
    return Object.fromEntries(
      lines.map((line) => {
        const [path = '', text = ''] = [line.slice(2, line.indexOf('=')), line.slice(line.indexOf('=') + 1)];
        return [path, text === '/' ? '/' : Buffer.from(text, 'base64').toString('latin1')];
      }),
    );
  }

  /** Nothing is there, durably. */
  async clear(): Promise<void> {
    await this.disk.apply({});
    await this.sh('rm -rf ./*');
    await this.disk.sync();
  }

  async close(): Promise<void> {
    await this.disk.close();
    rmSync(this.folder, { recursive: true });
  }
}

const PRELUDE = `
use strict; use warnings; use Fcntl; use IO::Handle; use Errno;
sub sync_file { open my $f, "+<", $_[0] or die "$_[0]: $!"; $f->sync or die "sync: $!"; close $f }
sub sync_folder { sysopen my $f, $_[0], O_RDONLY | O_DIRECTORY or die "$_[0]: $!"; $f->sync or die "sync: $!"; close $f }
sub put { my ($p, $t) = @_; open my $f, ">", $p or die "$p: $!"; syswrite $f, $t; close $f }
sub put_at { my ($p, $at, $t) = @_; open my $f, "+<", $p or die "$p: $!"; sysseek $f, $at, 0; syswrite $f, $t; close $f }
`;
