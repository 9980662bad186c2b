/** Too little processor time or memory for the target of a docker node, or none at all: what the engine does to containers. */
import type Docker from 'dockerode';
import type { Sample } from '../../contracts/cluster.js';
import { messageOf } from '../../contracts/errors.js';
import type { NodeCondition } from '../../contracts/trouble.js';
import {
  BYTES_PER_MB,
  FILL_BEYOND_MB,
  isShareKept,
  MAX_FILL_MB,
  memorySample,
  PERIOD_US,
  quotaUs,
  sayLimit,
  sayMemory,
  sayShare,
  shareSample,
} from '../starved.js';
import { unlessGone } from './engine.js';
import { inside, KILLED, type Seen, TIMED_OUT } from './inside.js';

/** The engine cannot take a limit away again; no machine has more than this. */
const NO_LIMIT_BYTES = 2 ** 50;
/** The engine wants at least this, bytes. */
const MIN_LIMIT_BYTES = 6 * BYTES_PER_MB;

/** Spins for 0.4 s and says how long that was, in hundredths of a second, and how many ns it ran. Nothing but a shell. */
const SPIN = `hundredths() { read -r up rest < /proc/uptime; now=\${up%.*}\${up#*.}; }
hundredths; began=$now; read -r before rest < /proc/self/schedstat
while hundredths; [ $((now - began)) -lt 40 ]; do :; done
read -r after rest < /proc/self/schedstat
echo $((now - began)) $((after - before))`;

/** Writes a file of $1 bytes, whose pages count, and says what is taken then and the limit, with control groups of version 1 or 2. */
const FILL = `head -c $1 /dev/zero > /tmp/.faultline-memory
{ cat /sys/fs/cgroup/memory/memory.usage_in_bytes /sys/fs/cgroup/memory/memory.limit_in_bytes ||
  cat /sys/fs/cgroup/memory.current /sys/fs/cgroup/memory.max; } 2> /dev/null
rm -f /tmp/.faultline-memory`;

/** The containers of the target's processes on one node. */
export class ContainerStarvation {
  /** Containers whose memory is limited, and the limit. */
  private readonly limits = new Map<string, number>();
  private readonly squeezed = new Set<string>();
  private readonly frozen = new Set<string>();

  constructor(
    private readonly node: string,
    private readonly running: () => readonly Docker.Container[],
  ) {}

  async apply({ paused, cpuPercent, memoryHeadroomMb }: NodeCondition): Promise<void> {
    await Promise.all(
      this.running().map(async (container) => {
        // What is frozen cannot be told anything else.
        if (paused !== 'freezer' && this.frozen.has(container.id)) await this.thaw(container);
        await this.limit(container, cpuPercent, memoryHeadroomMb);
        if (paused === 'freezer' && !this.frozen.has(container.id)) await this.freeze(container);
      }),
    );
  }

  async measure(condition: NodeCondition): Promise<readonly Sample[]> {
    const { paused, stutter, cpuPercent, memoryHeadroomMb } = condition;
    // What is paused there stops a program of ours too.
    if (paused !== undefined || stutter !== undefined) return [];
    const samples = this.running().map(
      async (container): Promise<readonly (Sample | null)[]> => [
        cpuPercent === undefined ? null : await this.measureShare(container, cpuPercent),
        memoryHeadroomMb === undefined ? null : await this.measureMemory(container, memoryHeadroomMb),
      ],
    );
    return (await Promise.all(samples)).flat().flatMap((sample) => sample ?? []);
  }

  private async limit(container: Docker.Container, percent?: number, headroomMb?: number): Promise<void> {
    const { id } = container;
    if (percent !== undefined || this.squeezed.has(id)) {
      // The engine refuses another period beside a share that was set before.
      const CpuQuota = percent === undefined ? -1 : quotaUs(percent);
      await unlessEnded(container.update({ CpuPeriod: PERIOD_US, CpuQuota }));
      if (percent === undefined) this.squeezed.delete(id);
      else this.squeezed.add(id);
    }
    if (headroomMb === undefined && !this.limits.has(id)) return;
    let bytes = NO_LIMIT_BYTES;
    if (headroomMb !== undefined) {
      const stats = await unlessEnded(container.stats({ stream: false, 'one-shot': true }));
      bytes = Math.max(MIN_LIMIT_BYTES, (stats?.memory_stats?.usage ?? 0) + headroomMb * BYTES_PER_MB);
    }
    await unlessEnded(container.update({ Memory: bytes, MemorySwap: bytes }));
    if (headroomMb === undefined) this.limits.delete(id);
    else this.limits.set(id, bytes);
  }

  private async freeze(container: Docker.Container): Promise<void> {
    await unlessEnded(container.pause());
    this.frozen.add(container.id);
  }

  private async thaw(container: Docker.Container): Promise<void> {
    await unlessEnded(container.unpause());
    this.frozen.delete(container.id);
  }

  private async measureShare(container: Docker.Container, percent: number): Promise<Sample | null> {
    const seen = await inside(container, SPIN);
    if (seen === 'ended') return null;
    const [hundredths = 0, ranNs = 0] = seen.text.trim().split(' ').map(Number);
    const share = ranNs / (hundredths * 1e7);
    const isSmall = hundredths > 0 && isShareKept(share, percent);
    const { HostConfig } = await container.inspect();
    const isLimited = HostConfig.CpuQuota === quotaUs(percent);
    const measured = (seen.code === 0 ? sayShare(share) : complaintOf(seen)) + sayLimit(isLimited);
    // A program that did not even get to the end of its spinning has got very little.
    const isKept = seen.code === TIMED_OUT || (seen.code === 0 && isSmall);
    return shareSample(this.node, percent, measured, isLimited && isKept);
  }

  private async measureMemory(container: Docker.Container, headroomMb: number): Promise<Sample | null> {
    const limit = this.limits.get(container.id);
    // Above that, the limit alone is read back.
    const bytes = (headroomMb < MAX_FILL_MB ? headroomMb + FILL_BEYOND_MB : 1) * BYTES_PER_MB;
    const seen = await inside(container, FILL, `${bytes}`);
    if (seen === 'ended') return null;
    const [used = 0, read = 0] = seen.text.trim().split('\n').map(Number);
    // What has so little memory that our own program is killed, or never gets anywhere, needs no other proof.
    const isStarved = limit !== undefined && (seen.code === KILLED || seen.code === TIMED_OUT);
    const measured = seen.code === 0 ? sayMemory(used, read) : complaintOf(seen);
    const isKept = seen.code === 0 && used <= read && read === limit;
    return memorySample(this.node, headroomMb, measured, isStarved || isKept);
  }
}

/** A container that is gone or ends at this moment needs nothing done to it. */
async function unlessEnded<T>(step: Promise<T>): Promise<T | null> {
  try {
    return await unlessGone(step, [404, 409]);
  } catch (error) {
    if (/stopped container|not running|not paused/i.test(messageOf(error))) return null;
    throw error;
  }
}

function complaintOf({ code, text }: Seen): string {
  if (code === KILLED) return 'a program of ours was killed there';
  return code === TIMED_OUT ? 'a program of ours did not get to its end' : `a probe ended with ${code}: ${text.trim()}`;
}
