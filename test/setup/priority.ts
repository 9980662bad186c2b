/** For tests that only compute: they step aside for those that watch a cluster in real time beside them. */
import { setPriority } from 'node:os';

setPriority(10);
