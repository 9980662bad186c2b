/** What the pages of docs/ say of `unique-names`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'unique-names',
  about: [
    'A name is taken once, by whoever comes first, and for ever: such as the name of a user, or an address. No two claims of the same name are answered with ok, whoever claimed it, the same owner included.',
    'Only claims that were answered with ok count, whenever that was. A refusal is never a violation: somebody may have the name whose claim is of unknown outcome.',
  ],
  vocabulary: [
    {
      f: 'claim',
      asked: 'name, or [name, owner]',
      ok: 'the same',
      fail: 'somebody has the name',
      meaning: 'takes a name for good',
    },
  ],
  anomalies: [{ type: 'claimed-twice', meaning: 'two claims of the same name were answered with ok' }],
  algorithm: 'A table of the names taken. A million operations take less than a second.',
  sources: [
    'Kleppmann, “Designing Data-Intensive Applications”, chapter 9: uniqueness constraints need consensus',
    'Herlihy, “Wait-Free Synchronization” (1991): whoever comes first',
  ],
  examples: [
    {
      title: 'one is first; the others are refused, or never hear',
      shows: null,
      lines: [
        '{"type":"invoke","process":0,"f":"claim","value":["ada",0]}',
        '{"type":"invoke","process":1,"f":"claim","value":["ada",1]}',
        '{"type":"invoke","process":2,"f":"claim","value":["ada",2]}',
        '{"type":"fail","process":0,"f":"claim","value":["ada",0]}',
        '{"type":"ok","process":1,"f":"claim","value":["ada",1]}',
        '{"type":"info","process":2,"f":"claim","value":["ada",2]}',
      ],
    },
    {
      title: 'two nodes look, see the name free, and both take it',
      shows: 'claimed-twice',
      lines: [
        '{"type":"invoke","process":0,"f":"claim","value":["ada",0]}',
        '{"type":"invoke","process":1,"f":"claim","value":["ada",1]}',
        '{"type":"ok","process":0,"f":"claim","value":["ada",0]}',
        '{"type":"ok","process":1,"f":"claim","value":["ada",1]}',
      ],
    },
  ],
};
