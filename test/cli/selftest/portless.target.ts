/** The reference store, of which nobody says at which port it serves its clients: so nothing can be put before it. */
import { defineTarget } from '../../../harness/contracts/target.js';
import reference from '../../../targets/reference/target.js';

const { clientPort: _unsaid, ...rest } = reference;

export default defineTarget({ ...rest, name: 'portless' });
