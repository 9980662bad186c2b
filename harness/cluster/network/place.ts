/** A place where part of the network's state is brought about by a script, such as the filter of one node. */
import type { NetworkState } from '../../contracts/cluster.js';

/** A network with which nothing is wrong. */
export const CLEAN_NETWORK: NetworkState = { cuts: [], links: [] };

export interface PlaceOptions {
  /** What brings the place to this state, whatever it was before. */
  readonly scriptOf: (state: NetworkState) => string;
  readonly run: (script: string) => Promise<void>;
}

export class Place {
  private inForce: string | null;

  /** The place is untouched: as for the empty state. */
  constructor(private readonly options: PlaceOptions) {
    this.inForce = options.scriptOf(CLEAN_NETWORK);
  }

  /** Nobody knows what is in force: the next script is run, whatever it is. */
  forget(): void {
    this.inForce = null;
  }

  /** Runs the script, unless what it would bring about is so already. */
  async bring(state: NetworkState): Promise<void> {
    const script = this.options.scriptOf(state);
    if (script === this.inForce) return;
    // Until it has succeeded nobody knows what is in force: then the next one runs whatever it is.
    this.inForce = null;
    await this.options.run(script);
    this.inForce = script;
  }
}

/** Brings every place to a state, side by side; throws the first failure when all have ended. */
export async function bringAll(places: readonly Place[], state: NetworkState): Promise<void> {
  const ended = await Promise.allSettled(places.map((place) => place.bring(state)));
  const failed = ended.find((place) => place.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
