/** The program of the results pages: finds out which page it is on, and brings it to life. */
import { mountList } from './list.js';
import { mountLive } from './live.js';

const data = document.getElementById('faultline-runs')?.textContent;
if (data !== undefined && data !== null && data !== '') mountList(JSON.parse(data));
const live = document.getElementById('live');
if (live !== null) mountLive(live);
document.documentElement.dataset['ready'] = 'true';
