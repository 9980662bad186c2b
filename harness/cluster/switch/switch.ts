/** What the rest of the harness needs of the switch: whether this machine can have one, and the switch itself. */
export { type LinkCount, LinkSwitch, type LinkSwitchOptions, SWITCHED, type SwitchEnd } from './link-switch.js';
export { switchMissing } from './missing.js';
