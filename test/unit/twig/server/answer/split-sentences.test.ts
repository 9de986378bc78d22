import { describe, expect, it } from 'vitest';
import { splitSentences } from '#twig/server/answer/split-sentences.ts';

describe('sentences', () => {
  it.each([
    ['One. Two! Three?  Four', ['One.', 'Two!', 'Three?', 'Four']],
    ['Wrapped\nprose goes\non. Next one.', ['Wrapped prose goes on.', 'Next one.']],
    [
      'See e.g. Section 5, approx. 3 MB of it. Then J. Smith came.',
      ['See e.g. Section 5, approx. 3 MB of it.', 'Then J. Smith came.'],
    ],
    ['Version 14.2 is out. 15 is next.', ['Version 14.2 is out.', '15 is next.']],
    ['“Really?” she said. (It was.) Yes.', ['“Really?” she said.', '(It was.)', 'Yes.']],
    ['- one\n- two\n  goes on\n3. three', ['- one', '- two goes on', '3. three']],
    ['| a | b |\n| --- | --- |\n| c | d |', ['| a | b |', '| c | d |']],
    ['Run this:\n\n```sh\nls -l\ncd /\n```\n\nDone.', ['Run this:', 'ls -l', 'cd /', 'Done.']],
    ['## Title {#title}\n\n:::tip\nText here.\n:::', ['Title', 'Text here.']],
    ['term\n: What it means.', ['term: What it means.']],
    ['東京は首都です。人口は多い。', ['東京は首都です。', '人口は多い。']],
    ['…\n\n---\n***', []],
    ['', []],
  ])('of %j', (text, expected) => {
    expect(splitSentences(text)).toEqual(expected);
  });

  it('are cut when they do not end', () => {
    const [sentence = '', ...rest] = splitSentences('word '.repeat(1000));

    expect(rest).toEqual([]);
    expect(sentence.length).toBeLessThan(610);
    expect(sentence.endsWith('word …')).toBe(true);
  });

  it('of hostile text are found in no time', () => {
    const text = `${'e.'.repeat(50_000)}${'('.repeat(50_000)}${'. A'.repeat(20_000)}`;
    const startedAt = performance.now();

    splitSentences(text);

    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
