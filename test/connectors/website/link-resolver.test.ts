import { describe, expect, it } from 'vitest';
import { createLinkResolver } from '../../../connectors/website/link-resolver.ts';
import { normaliseUrl } from '../../../connectors/website/normalise-url.ts';

const rules = { sortQuery: false };
const bases = [
  'https://x.io/',
  'https://x.io/docs/a',
  'https://x.io/docs/b?v=1/2',
  'https://x.io/docs/deep/#!/x',
  'https://x.io/docs',
];
const targets =
  '|b|../c#x|/d|?q=1|#part|#!route|//y.io/z|https://Y.io:443/%7e|mailto:a@x.io|javascript:x| b |\t?q|\u0000#x|.|..|http:e|b?a=1/2#x'.split(
    '|',
  );

describe('a link resolver', () => {
  it('answers what each link means on each page, asked once or again', () => {
    const resolve = createLinkResolver(rules);
    for (const base of [...bases, ...bases.toReversed()]) {
      for (const target of targets) {
        const expected = normaliseUrl(target, base, rules);
        expect(resolve(target, base), `${JSON.stringify(target)} on ${base}`).toBe(expected);
      }
    }
  });
});
