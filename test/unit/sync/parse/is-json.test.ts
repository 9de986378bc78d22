import { describe, expect, it } from 'vitest';
import { isJson } from '#sync/parse/data/is-json.ts';
import { type SeededRandom, seededRandom } from '../../../support/seeded-random.ts';

const texts = [
  '{"a":[1,-2.5e+10,true,false,null,"x\\n\\u00e9"],"b":{}}',
  '{"a" : 1 ,\n"b":[[],[{}]]}',
  '[0, -0, 0.0, 1E-2]',
  '"\\ud800 \u2028 \u007f"',
  ' [ ] ',
  '01',
  '[1,]',
  '{"a":1,}',
  '"\t"',
  '\u00a0[1]',
  '[1] x',
  '1.e5',
  "['a']",
  '"\\u12G4"',
  '',
];
const signs = [...'{}[],:"\\ \n\t0123456789.-+eEtruefalsnu\u00e9\u0001'];

/** A text with up to two signs put in, taken out or replaced. */
function changed(text: string, random: SeededRandom): string {
  let result = text;
  for (let turn = random.below(3); turn > 0; turn--) {
    const at = random.below(result.length + 1);
    const sign = random.below(2) === 0 ? '' : random.pick(signs);
    result = result.slice(0, at) + sign + result.slice(at + random.below(2));
  }
  return result;
}

function isParsed(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('whether a text is JSON', () => {
  it('is what the parser of the engine says', () => {
    const random = seededRandom(7);
    const tried = { valid: 0, broken: 0 };
    for (let turn = 0; turn < 40_000; turn++) {
      const text = changed(random.pick(texts), random);
      const expected = isParsed(text);
      if (expected) tried.valid++;
      else tried.broken++;
      if (isJson(text) !== expected) expect.fail(`${JSON.stringify(text)} is valid: ${expected}`);
    }
    expect(Math.min(tried.valid, tried.broken)).toBeGreaterThan(5_000);
  });
});
