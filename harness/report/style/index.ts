/** How the report looks: one calm column, the system's own type. */
import { COLORS } from './colors.js';
import { HEAD, MEDIA, PAGE, TABLES, VIOLATIONS } from './content.js';
import { PANELS } from './panels.js';
import { TIMELINE } from './timeline.js';

export { COLORS, PAGE, TABLES };

export const STYLE = [COLORS, PAGE, HEAD, TABLES, VIOLATIONS, PANELS, TIMELINE, MEDIA].join('').trim();
