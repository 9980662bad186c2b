/** What docs/properties.md says of `fencing`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'fencing',
  about: [
    'Tokens are unique and grow from grant to grant, and storage accepts none that is older than one it accepted before. So a holder that lost its lock without knowing it does no harm ([locks.md](locks.md)).',
    'Of two grants the earlier is the one that was answered before the other was asked for. A store was accepted when it was answered with ok, or when a `load` returned what nobody else stored.',
  ],
  vocabulary: [
    {
      f: 'acquire',
      asked: '[name]',
      ok: '[name, token]',
      fail: 'somebody else holds it',
      meaning: 'tokens are numbers',
    },
    {
      f: 'store',
      asked: '[name, token, v]',
      ok: '[name, token, v]',
      fail: 'the token was refused',
      meaning: 'work under the lock',
    },
    { f: 'load', asked: '[name, null]', ok: '[name, v]', meaning: 'what was stored last' },
  ],
  anomalies: [
    { type: 'duplicate-token', meaning: 'Two grants of a lock have the same token.' },
    { type: 'token-went-back', meaning: 'A later grant has a smaller token.' },
    { type: 'stale-token-accepted', meaning: 'Storage accepted a token though it had accepted a greater one before.' },
  ],
  algorithm: 'The greatest token so far, of grants and of accepted stores: n.',
  sources: ['M. Kleppmann: Designing Data-Intensive Applications, figure 8-5'],
  examples: [
    {
      title: 'tokens grow, and the old one is refused',
      shows: null,
      lines: [
        '{"process":3,"type":"invoke","f":"acquire","value":["a"],"time":0}',
        '{"process":3,"type":"ok","f":"acquire","value":["a",17],"time":10}',
        '{"process":5,"type":"invoke","f":"acquire","value":["a"],"time":20}',
        '{"process":5,"type":"ok","f":"acquire","value":["a",21],"time":30}',
        '{"process":5,"type":"invoke","f":"store","value":["a",21,1],"time":40}',
        '{"process":5,"type":"ok","f":"store","value":["a",21,1],"time":50}',
        '{"process":3,"type":"invoke","f":"store","value":["a",17,2],"time":60}',
        '{"process":3,"type":"fail","f":"store","value":["a",17,2],"time":70}',
      ],
    },
    {
      title: 'a token that was granted before',
      shows: 'duplicate-token',
      lines: [
        '{"process":3,"type":"invoke","f":"acquire","value":["a"],"time":0}',
        '{"process":3,"type":"ok","f":"acquire","value":["a",17],"time":10}',
        '{"process":5,"type":"invoke","f":"acquire","value":["a"],"time":20}',
        '{"process":5,"type":"ok","f":"acquire","value":["a",17],"time":30}',
      ],
    },
    {
      title: 'a token that is smaller than one granted before',
      shows: 'token-went-back',
      lines: [
        '{"process":3,"type":"invoke","f":"acquire","value":["a"],"time":0}',
        '{"process":3,"type":"ok","f":"acquire","value":["a",17],"time":10}',
        '{"process":5,"type":"invoke","f":"acquire","value":["a"],"time":20}',
        '{"process":5,"type":"ok","f":"acquire","value":["a",12],"time":30}',
      ],
    },
    {
      title: 'the old token is accepted after the new one',
      shows: 'stale-token-accepted',
      lines: [
        '{"process":5,"type":"invoke","f":"store","value":["a",21,1],"time":40}',
        '{"process":5,"type":"ok","f":"store","value":["a",21,1],"time":50}',
        '{"process":3,"type":"invoke","f":"store","value":["a",17,2],"time":60}',
        '{"process":3,"type":"ok","f":"store","value":["a",17,2],"time":70}',
      ],
    },
  ],
};
