import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseYaml } from '#sync/parse/data/parse-yaml.ts';
import { type SeededRandom, seededRandom } from '../../../support/seeded-random.ts';

const options = { logLevel: 'silent', uniqueKeys: false } as const;

/** What the library makes of all of it, or what it says is wrong. */
function whole(text: string): unknown {
  const document = parseDocument(text, options);
  const [error] = document.errors;
  if (error) throw error;
  return document.toJS();
}

function outcome(work: () => unknown): string {
  try {
    return JSON.stringify([work()]);
  } catch (thrown) {
    return String(thrown);
  }
}

/** Lines of which documents are made, and those that trip up who divides a document by its lines. */
const usual = ['a: 1', 'b:', 'c: |', 'd: >-', 'e: two words', '"f g":'];
const odd = [
  ...['h: &x 1', 'i: *x', '<<: *x', 'j: [1,', '  2]', 'k: {', '}', 'l: "m', '  n"', 'n"', '- o'],
  ...[
    '- p: 1',
    '-',
    '# q:',
    'r: # s:',
    't: | # u:',
    '---',
    '...',
    '%YAML 1.1',
    '? v',
    ': w',
    ': x',
  ],
  ...[
    '~:',
    '1: 2',
    '[d, e]',
    '{f: g}',
    'y: - z',
    '\ta: 1',
    'b: |2',
    'c: !!str 1',
    '__proto__: 1',
    'plain',
    '',
    '   ',
  ],
];

function scrambled(random: SeededRandom): string {
  const lines: string[] = [];
  let indent = 0;
  for (let count = 3 + random.below(14); count > 0; count--) {
    const line = random.below(3) === 0 ? random.pick(odd) : random.pick(usual);
    lines.push(`${' '.repeat(indent)}${line}`);
    const turn = random.below(6);
    if (/[:|>-]$/.test(line) && turn < 4) indent += 2;
    else if (turn === 0) indent = Math.max(0, indent - 2);
    else if (turn === 1) indent = 0;
  }
  return lines.join('\n');
}

describe('YAML that is parsed in parts', () => {
  it('has the value, or the fault, that it has as a whole', () => {
    const random = seededRandom(3);
    let dividedCount = 0;
    for (let turn = 0; turn < 6_000; turn++) {
      const text = scrambled(random);
      const partLength = random.below(12);
      const parts: string[] = [];
      const counting = (part: string) => {
        parts.push(part);
        return parseDocument(part, options);
      };
      const given = outcome(() => parseYaml(text, { parse: counting, partLength }));

      const expected = outcome(() => whole(text));
      if (given !== expected) expect.fail(`${text}\n\nbecame ${given}, not ${expected}`);
      if (parts.length > 1 && !parts.includes(text)) dividedCount++;
    }
    expect(dividedCount).toBeGreaterThan(500);
  });

  it('is never parsed in one where its entries are short', () => {
    const schemas = Array.from(
      { length: 5_000 },
      (_, number) => `    Schema${number}:\n      type: object\n      description: Of one kind.\n`,
    );
    const text = `# An interface\n---\nopenapi: 3.1.0\ncomponents:\n  schemas:\n${schemas.join('')}`;
    let longest = 0;
    const value = parseYaml(text, {
      parse: (part) => {
        longest = Math.max(longest, part.length);
        return parseDocument(part, options);
      },
    });

    expect(value).toEqual(whole(text));
    expect(text.length).toBeGreaterThan(300_000);
    expect(longest).toBeLessThanOrEqual(64 * 1024);
  });
});
