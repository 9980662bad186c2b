/** A controller that starts a switch and stays, until it is killed. */
import { LinkSwitch } from '../../../../harness/cluster/switch/link-switch.js';
import { BRIDGE, ENDS } from './bridge.js';

await LinkSwitch.start({ bridge: BRIDGE, seed: 1, ends: ENDS });
console.log('started');
setInterval(() => {}, 1_000);
