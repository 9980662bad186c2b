/** Keeps the address of the page in step with what is selected and searched, so that a place can be sent to somebody. */
import { type Address, readAddress, writeAddress } from './address.js';

export class AddressBar {
  private current: Address = readAddress(location.hash) ?? { place: null, query: '' };

  /** `arrive` is called when the user goes back, goes on, or writes another address. */
  constructor(arrive: (address: Address) => void) {
    const look = (): void => {
      const address = location.hash === '' ? { place: null, query: '' } : readAddress(location.hash);
      // Another place on the page says nothing of the timeline.
      if (address === null || writeAddress(address) === writeAddress(this.current)) return;
      this.current = address;
      arrive(address);
    };
    window.addEventListener('popstate', look);
    window.addEventListener('hashchange', look);
  }

  get address(): Address {
    return this.current;
  }

  /** `isStep`: one that the back button should not have to undo by itself. */
  change(part: Partial<Address>, isStep: boolean): void {
    const address = { ...this.current, ...part };
    if (writeAddress(address) === writeAddress(this.current)) return;
    this.current = address;
    const url = writeAddress(address) === '' ? location.pathname + location.search : writeAddress(address);
    if (isStep) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
  }
}
