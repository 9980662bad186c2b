/** A replicated target in virtual time, whose nodes fail and whose answers get lost: for the changes of its members. */
import { DefiniteFailure, FaultlineError } from '../../../harness/contracts/errors.js';
import type { Membership, TargetNode } from '../../../harness/contracts/target.js';
import { majorityOf } from '../../../harness/target/member-views.js';
import { MembershipChanges, type NodeLife } from '../../../harness/target/membership.js';

/** What becomes of a request for a change. */
export type Fate = 'done' | 'refused' | 'lost' | 'answer lost' | 'late';

const READY_MS = 300;
const ANSWER_TIMEOUT_MS = 5_000;
/** No later than a change is waited for. */
const LATE_MS = 12_000;

interface SimulatedNode {
  isRunning: boolean;
  /** Cut off, or paused: it runs, and nobody hears of it. */
  isSilent: boolean;
  /** The member whose data it has; null when its folder is empty. */
  data: string | null;
  startedMs: number;
}

export class SimulatedMembers {
  readonly nodes = new Map<string, SimulatedNode>();
  /** Voters: node to member. */
  readonly voters = new Map<string, string>();
  /** What must never happen, and did. */
  readonly wrongs: string[] = [];
  readonly changes: MembershipChanges;
  /** What becomes of the next requests; after them everything is done at once. */
  fates: Fate[] = [];
  mayLoseMajority = false;
  private nowMs = 0;
  private lastId = 0;
  private late: { readonly atMs: number; readonly apply: () => void }[] = [];

  constructor(founders: number, spares: number) {
    const names = Array.from({ length: founders + spares }, (_, index) => `n${index + 1}`);
    for (const name of names) {
      const isRunning = names.indexOf(name) < founders;
      const id = isRunning ? this.newId() : null;
      if (id !== null) this.voters.set(name, id);
      this.nodes.set(name, { isRunning, isSilent: false, data: id, startedMs: -READY_MS });
    }
    this.changes = new MembershipChanges({
      asks: this.asks(),
      life: this.life(names),
      spares: names.slice(founders),
      now: () => this.nowMs,
      sleep: async (ms) => this.pass(ms),
    });
  }

  node(name: string): SimulatedNode {
    const node = this.nodes.get(name);
    if (node === undefined) throw new Error(`there is no ${name}`);
    return node;
  }

  isReady(name: string): boolean {
    const { startedMs } = this.node(name);
    return this.voters.has(name) && this.isUp(name) && this.hasMajority() && this.nowMs >= startedMs + READY_MS;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    const due = this.late.filter(({ atMs }) => atMs <= this.nowMs);
    this.late = this.late.filter(({ atMs }) => atMs > this.nowMs);
    for (const { apply } of due) apply();
  }

  private isUp(name: string): boolean {
    const { isRunning, isSilent } = this.node(name);
    return isRunning && !isSilent;
  }

  private hasMajority(): boolean {
    const up = [...this.voters].filter(([name, id]) => this.isUp(name) && this.node(name).data === id);
    return up.length >= majorityOf(this.voters.size);
  }

  private newId(): string {
    this.lastId += 1;
    return `m${this.lastId}`;
  }

  private asks(): Membership<unknown> {
    return {
      members: async ({ node }) => {
        if (!this.isUp(node.name)) throw new Error('no answer');
        return [...this.voters].map(([name, id]) => ({ node: name, id, votes: true }));
      },
      add: ({ node }, joining) =>
        this.request(node, () => {
          if (this.voters.has(joining.name)) throw new DefiniteFailure('it is one already');
          this.voters.set(joining.name, this.newId());
        }),
      remove: async ({ node }, leaving) => {
        const id = this.voters.get(leaving.name);
        if (id === undefined) return;
        this.requireMajorityWithout(leaving.name);
        await this.request(node, () => {
          if (this.voters.get(leaving.name) !== id) return;
          this.voters.delete(leaving.name);
          // As a real one does that learns that it is no member any more.
          const { data } = this.node(leaving.name);
          if (data === id) this.node(leaving.name).isRunning = false;
        });
      },
    };
  }

  private requireMajorityWithout(name: string): void {
    const rest = [...this.voters.keys()].filter((voter) => voter !== name);
    const up = rest.filter((voter) => this.isReady(voter)).length;
    if (up < majorityOf(rest.length) && !this.mayLoseMajority)
      this.wrongs.push(`${name} leaves ${up} of ${rest.length}`);
  }

  private async request(asked: TargetNode, apply: () => void): Promise<void> {
    const fate = this.fates.shift() ?? 'done';
    if (fate === 'refused') throw new DefiniteFailure('refused');
    if (fate === 'lost' || !this.isUp(asked.name) || !this.hasMajority()) {
      this.pass(ANSWER_TIMEOUT_MS);
      throw new Error('no answer');
    }
    if (fate === 'late') {
      const applyLate = (): void => {
        try {
          if (this.hasMajority()) apply();
        } catch {
          // Refused, and nobody is there to hear it.
        }
      };
      this.late.push({ atMs: this.nowMs + LATE_MS, apply: applyLate });
    } else apply();
    if (fate === 'done') return;
    this.pass(ANSWER_TIMEOUT_MS);
    throw new Error('no answer');
  }

  private life(names: readonly string[]): NodeLife {
    const targetNodes = names.map((name, index) => ({ name, index, address: name }));
    return {
      nodes: names,
      contextOf: (name) => {
        const node = targetNodes.find((each) => each.name === name);
        if (node === undefined) throw new Error(`there is no ${name}`);
        return { options: {}, nodes: targetNodes, node };
      },
      standing: async (name) => {
        if (!this.node(name).isRunning) return 'gone';
        return this.isReady(name) ? 'ready' : 'unready';
      },
      expectEnd: () => {},
      clear: async (name) => {
        Object.assign(this.node(name), { isRunning: false, data: null });
      },
      startJoining: async (name, members) => {
        const node = this.node(name);
        const id = this.voters.get(name);
        if (node.data !== null) this.wrongs.push(`${name} joins with data of ${node.data}`);
        if (id === undefined) this.wrongs.push(`${name} starts and is no member`);
        if (members.join() !== names.filter((each) => this.voters.has(each)).join()) {
          this.wrongs.push(`${name} is told of the members ${members.join()}`);
        }
        Object.assign(node, { isRunning: true, data: id ?? null, startedMs: this.nowMs });
      },
      waitUntilReady: async (name, timeoutMs) => {
        for (let waitedMs = 0; waitedMs <= timeoutMs; waitedMs += READY_MS) {
          if (this.isReady(name)) return;
          this.pass(READY_MS);
        }
        throw new FaultlineError(`${name} was not ready`, { code: 'not-ready' });
      },
    };
  }
}
