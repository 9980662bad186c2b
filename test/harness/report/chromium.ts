/** Why tests that look at a page cannot; null when they can. */
import { findChromium } from '../../../bench/chromium.js';

export { findChromium, launchChromium } from '../../../bench/chromium.js';

export const missingChromium =
  findChromium() === null ? 'no chromium: apt-get install chromium, or set FAULTLINE_CHROMIUM' : null;
