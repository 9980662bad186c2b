/**
 * Makes a target's cluster smaller and larger, one node at a time. A node that leaves is asked away by the others, ends,
 * and loses what it had stored; one that joins is empty, is let in by the others, and only then starts. Whatever goes
 * wrong on the way, no node runs again with the data of a member that it may not be any more: a change of which nobody
 * can say what became of it is first brought to its end, by the next one that is asked for.
 */
import { DefiniteFailure, FaultlineError, messageOf } from '../contracts/errors.js';
import type { Membership, TargetNodeContext } from '../contracts/target.js';
import { agreement, hasRoomForOneMore, majorityOf, type View, without } from './member-views.js';

/** How long one change may take, ms. */
const CHANGE_TIMEOUT_MS = 20_000;
/**
 * How long the members may refuse a change while all of them are up, ms: etcd wants to have seen them so for 5 s. Where
 * one of them is not up, waiting is of no use, but for the moment in which the others choose a leader.
 */
const REFUSED_TIMEOUT_MS = 8_000;
const DISTURBED_TIMEOUT_MS = 2_500;
const SETTLE_TIMEOUT_MS = 6_000;
/** After a partition or a restart of all, etcd's members took up to 4 s to have a leader again. */
const UNCLEAR_TIMEOUT_MS = 10_000;
const INTERVAL_MS = 100;

export type Standing = 'ready' | 'unready' | 'gone';

/** The nodes and their programs, as far as membership needs them. */
export interface NodeLife {
  /** Names of all nodes that may be members, in order. */
  readonly nodes: readonly string[];
  /** To ask a node about members: the `nodes` of the context are all that may be some. */
  contextOf(node: string): TargetNodeContext<unknown>;
  /** 'unready' runs, or stands still, and serves no clients. Never rejects. */
  standing(node: string): Promise<Standing>;
  /** Its programs run, or ended, because of a change of membership: what becomes of them now is no crash. */
  expectEnd(node: string, isExpected: boolean): void;
  /** Ends its programs and empties its folders. */
  clear(node: string): Promise<void>;
  /** Starts its programs, with empty folders, as those of a node that joins these members, itself included. */
  startJoining(node: string, members: readonly string[]): Promise<void>;
  /** Throws FaultlineError 'not-ready'. */
  waitUntilReady(node: string, timeoutMs: number): Promise<void>;
}

export interface MembershipOptions {
  readonly asks: Membership<unknown>;
  readonly life: NodeLife;
  /** Nodes that are no members at the start. */
  readonly spares: readonly string[];
  /** Ms, from any moment on. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface Patience {
  /** False: what cannot be had now is given up at once, because it will be tried again. */
  readonly mayWait: boolean;
}

export interface LeaveOptions extends Patience {
  /** Even where too few of the voters that remain are up. */
  readonly evenBelowMajority: boolean;
}

interface ChangeOptions extends Patience {
  readonly deadline: number;
  /** Is it still right to ask, now that this is seen? */
  readonly mayAsk?: (look: Look) => boolean;
}

/** A change that was asked for: it is so, or may yet become so. */
type Outcome = 'done' | 'unclear';

/** What the members say that are up. */
interface Look {
  readonly up: readonly string[];
  /** Those that run and are not ready: cut off, or paused. */
  readonly unready: readonly string[];
  /** By who said so. */
  readonly views: ReadonlyMap<string, View>;
}

export class MembershipChanges {
  /** Nodes whose programs must not run. */
  private readonly out: Set<string>;
  /** Of those, nodes that may still be members. */
  private readonly unsettled = new Set<string>();

  constructor(private readonly options: MembershipOptions) {
    this.out = new Set(options.spares);
  }

  /** Nodes that are members, or about to be. */
  members(): readonly string[] {
    return this.options.life.nodes.filter((name) => !this.out.has(name));
  }

  /**
   * Makes a node no member, ends its programs and empties its folders; nothing when it is none. Throws FaultlineError
   * 'below-majority' when too few would be left, and 'not-now' when nobody does it; then nothing has changed. Throws
   * 'membership-unclear' when nobody can say whether it has left, and the others cannot do without it.
   */
  async leave(name: string, { evenBelowMajority, mayWait }: LeaveOptions): Promise<void> {
    if (this.out.has(name)) return;
    const { life } = this.options;
    await this.settleAll();
    const complaintOf = (look: Look): FaultlineError | null =>
      evenBelowMajority ? null : complaintWithout(name, look);
    await this.requireNoComplaint(complaintOf, mayWait);
    life.expectEnd(name, true);
    let outcome: Outcome;
    try {
      const mayAsk = (look: Look): boolean => complaintOf(look) === null;
      outcome = await this.change(name, 'out', { deadline: this.deadline(), mayWait, mayAsk });
    } catch (error) {
      life.expectEnd(name, false);
      throw error;
    }
    if (outcome === 'unclear') await this.requireDispensable(name);
    this.out.add(name);
    if (outcome === 'unclear') this.unsettled.add(name);
    await life.clear(name);
  }

  /**
   * Makes a node a member, with empty folders, and waits until it is ready and everybody knows it; nothing when it is
   * one. Throws FaultlineError 'not-now' when that cannot be had; then it does not run, and it can be tried again.
   */
  async join(name: string, { mayWait }: Patience): Promise<void> {
    if (!this.out.has(name)) return;
    const { life } = this.options;
    const deadline = this.deadline();
    await this.settleAll();
    if (this.unsettled.has(name)) throw notNow(name, 'join', 'nobody can say whether it has left');
    const { views } = await this.requireNoComplaint((look) => complaintWith(name, look), mayWait);
    await life.clear(name);
    if ((await this.change(name, 'in', { deadline, mayWait })) === 'unclear') {
      this.unsettled.add(name);
      throw notNow(name, 'join', 'nobody can say whether it was let in');
    }
    this.unsettled.add(name);
    this.out.delete(name);
    try {
      await life.startJoining(name, this.membersWith(name, views));
      life.expectEnd(name, true);
      await life.waitUntilReady(name, deadline - this.options.now());
      await this.untilAllKnow(name, deadline);
      this.unsettled.delete(name);
      life.expectEnd(name, false);
    } catch (error) {
      this.out.add(name);
      await life.clear(name);
      await this.settle(name);
      throw error instanceof FaultlineError ? notNow(name, 'join', error.message) : error;
    }
  }

  /** As the members say that are up. Waits for them to agree, if it may: they may be choosing a leader. */
  async membership(name: string, { mayWait }: Patience): Promise<'in' | 'out' | 'unclear'> {
    const { now, sleep } = this.options;
    const until = now() + (mayWait ? UNCLEAR_TIMEOUT_MS : 0);
    for (;;) {
      const { views } = await this.look(null);
      const seen = agreement([...views.values()], name);
      if (seen !== 'unclear' || now() >= until) return seen;
      await sleep(INTERVAL_MS);
    }
  }

  /** What was asked for long ago may have come to pass since: whoever is a member and does not run is none any more. */
  private async settleAll(): Promise<void> {
    const views = [...(await this.look(null)).views.values()];
    const ghosts = [...this.out].filter((name) => views.some((view) => agreement([view], name) !== 'out'));
    for (const name of ghosts) this.unsettled.add(name);
    for (const name of [...this.unsettled]) await this.settle(name);
  }

  /** Makes sure that a node that does not run is no member either, as far as that can be had at once. */
  private async settle(name: string): Promise<void> {
    try {
      const deadline = this.options.now() + SETTLE_TIMEOUT_MS;
      const outcome = await this.change(name, 'out', { deadline, mayWait: false });
      if (outcome === 'done') this.unsettled.delete(name);
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
    }
  }

  /** Waits a moment for there being nothing to complain of, and throws the complaint. */
  private async requireNoComplaint(
    complaintOf: (look: Look) => FaultlineError | null,
    mayWait: boolean,
  ): Promise<Look> {
    const { now, sleep } = this.options;
    const until = now() + (mayWait ? DISTURBED_TIMEOUT_MS : 0);
    for (;;) {
      const look = await this.look(null);
      const complaint = complaintOf(look);
      if (complaint === null) return look;
      if (now() >= until) throw complaint;
      await sleep(INTERVAL_MS);
    }
  }

  /** Can it end though it may still be counted? Throws FaultlineError 'membership-unclear' when not. */
  private async requireDispensable(name: string): Promise<void> {
    const { up, views } = await this.look(name);
    const [view = []] = views.values();
    const { voters, up: others } = without(view, name, up);
    if (others >= majorityOf(voters + 1)) return;
    throw new FaultlineError(`nobody can say whether ${name} has left, and the others may still need it`, {
      code: 'membership-unclear',
      value: name,
    });
  }

  /** Asks for a change until it is so. Throws FaultlineError 'not-now' when surely nothing has come of it, or will. */
  private async change(
    name: string,
    wanted: 'in' | 'out',
    { deadline, mayWait, mayAsk = () => true }: ChangeOptions,
  ): Promise<Outcome> {
    const { now, sleep } = this.options;
    const began = now();
    const asked = new Set<string>();
    let mayHappen = false;
    let reason = 'no member answers';
    for (let turn = 0; ; turn += 1) {
      const look = await this.look(name);
      const { up, views } = look;
      const seen = agreement([...views.values()], name);
      if (seen === wanted) return 'done';
      // When the change itself costs the majority nobody is ready. Who was asked had the latest view until then.
      if (views.size === 0 && (await this.someoneSees(name, wanted, [...asked]))) return 'done';
      const askable = [...views.keys()];
      const next = askable[turn % Math.max(1, askable.length)];
      // Repeated only after everybody who is up has said that it is not so: at worst it is refused then.
      if (next !== undefined && seen !== 'unclear' && mayAsk(look)) {
        asked.add(next);
        const failure = await this.ask(next, name, wanted);
        // It counts from now on, and who is ready may depend on it: it must start.
        if (failure === null && wanted === 'in') return 'done';
        if (failure === null || !(failure instanceof DefiniteFailure)) mayHappen = true;
        if (failure !== null) reason = `${next} says: ${messageOf(failure)}`;
      }
      const isDisturbed = this.members().some((member) => member !== name && !up.includes(member));
      const patienceMs = mayWait ? (isDisturbed ? DISTURBED_TIMEOUT_MS : REFUSED_TIMEOUT_MS) : 0;
      if (!mayHappen && now() >= Math.min(deadline, began + patienceMs)) {
        throw notNow(name, wanted === 'in' ? 'join' : 'leave', reason);
      }
      if (now() > deadline) return 'unclear';
      await sleep(INTERVAL_MS);
    }
  }

  /** What went wrong; null when nothing did. */
  private async ask(asked: string, name: string, wanted: 'in' | 'out'): Promise<unknown> {
    const { asks, life } = this.options;
    const { node } = life.contextOf(name);
    try {
      const asking = wanted === 'in' ? asks.add : asks.remove;
      await asking(life.contextOf(asked), node);
      return null;
    } catch (error) {
      return error;
    }
  }

  private async untilAllKnow(name: string, deadline: number): Promise<void> {
    const { now, sleep } = this.options;
    for (;;) {
      const { up, views } = await this.look(null);
      if (up.includes(name) && agreement([...views.values()], name) === 'in') return;
      if (now() > deadline) throw notNow(name, 'join', 'not all members know it');
      await sleep(INTERVAL_MS);
    }
  }

  private async someoneSees(name: string, wanted: 'in' | 'out', asked: readonly string[]): Promise<boolean> {
    const views = await this.viewsOf(asked);
    return [...views.values()].some((view) => agreement([view], name) === wanted);
  }

  /** Those that the cluster counts as its members, with this one. */
  private membersWith(name: string, views: Look['views']): readonly string[] {
    const [view = []] = views.values();
    return this.options.life.nodes.filter((node) => node === name || view.some((member) => member.node === node));
  }

  /**
   * Asks every member but one. Only what those say counts that are ready for clients: who is cut off from the others
   * knows no better than that the past is still so.
   */
  private async look(but: string | null): Promise<Look> {
    const { life } = this.options;
    const names = this.members().filter((name) => name !== but);
    const standings = await Promise.all(names.map((name) => life.standing(name)));
    const those = (standing: Standing): string[] => names.filter((_, index) => standings[index] === standing);
    const up = those('ready');
    return { up, unready: those('unready'), views: await this.viewsOf(up) };
  }

  /** Of those that answer. */
  private async viewsOf(names: readonly string[]): Promise<Look['views']> {
    const { asks, life } = this.options;
    const views = await Promise.all(names.map((name) => asks.members(life.contextOf(name)).catch(() => null)));
    return new Map(names.flatMap((name, index) => (views[index] ? [[name, views[index]]] : [])));
  }

  private deadline(): number {
    return this.options.now() + CHANGE_TIMEOUT_MS;
  }
}

/** Null when enough of the voters that remain would be up. */
function complaintWithout(name: string, { up, views }: Look): FaultlineError | null {
  const [view] = views.values();
  if (view === undefined) return notNow(name, 'leave', 'no member answers');
  const left = without(view, name, up);
  if (left.up >= left.needed) return null;
  return new FaultlineError(
    `${name} cannot leave: of the ${left.voters} voters without it ${left.needed} must be up, and ${left.up} are`,
    { code: 'below-majority', value: left },
  );
}

/** Null when those that are up are enough, whatever becomes of the new one. */
function complaintWith(name: string, { up, unready, views }: Look): FaultlineError | null {
  const [view] = views.values();
  if (view === undefined) return notNow(name, 'join', 'no member answers');
  // A newcomer asks all of them, and waits for each that does not say no: everything else would wait with it.
  if (unready.length > 0) return notNow(name, 'join', `${unready.join(' ')} would keep it waiting`);
  const isEnough = view.some(({ node }) => node === name) || hasRoomForOneMore(view, up);
  return isEnough ? null : notNow(name, 'join', 'too few of the members are up');
}

function notNow(name: string, what: 'join' | 'leave', reason: string): FaultlineError {
  return new FaultlineError(`${name} cannot ${what} now: ${reason}`, { code: 'not-now', value: name });
}
