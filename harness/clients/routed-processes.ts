/** The processes of a whole cluster: the target's on its nodes, and the clients' on their hosts, each by the name of its node. */

import type { Excuse, ProcessControl } from '../cluster/reconciler.js';
import type { ProcessState } from '../contracts/cluster.js';
import type { ClientHosts } from './client-hosts.js';

export class RoutedProcesses implements ProcessControl {
  constructor(
    private readonly target: ProcessControl,
    private readonly clients: ClientHosts,
  ) {}

  kill(node: string): Promise<void> {
    return this.of(node).kill(node);
  }

  stop(node: string): Promise<void> {
    return this.of(node).stop(node);
  }

  start(node: string): Promise<void> {
    return this.of(node).start(node);
  }

  state(node: string): Promise<ProcessState> {
    return this.of(node).state(node);
  }

  excuse(node: string, excuses: readonly Excuse[]): void {
    this.of(node).excuse(node, excuses);
  }

  revive(node: string): Promise<void> {
    return this.of(node).revive(node);
  }

  crashed(node: string): boolean {
    return this.of(node).crashed(node);
  }

  dataFolders(node: string): readonly string[] {
    return this.of(node).dataFolders(node);
  }

  leave(...[node, options]: Parameters<ProcessControl['leave']>): Promise<void> {
    return this.of(node).leave(node, options);
  }

  join(...[node, options]: Parameters<ProcessControl['join']>): Promise<void> {
    return this.of(node).join(node, options);
  }

  membership(...[node, options]: Parameters<ProcessControl['membership']>): Promise<'in' | 'out' | 'unclear'> {
    return this.of(node).membership(node, options);
  }

  private of(node: string): ProcessControl {
    return this.clients.has(node) ? this.clients : this.target;
  }
}
