import { describe, expect, it } from 'vitest';
import type { Passage } from '#core/retriever.ts';
import { matchTarget } from '#evals/match-target.ts';
import { passageOf, untold } from '../../support/answering-retriever.ts';

const rollback: Passage = passageOf('docs/transactions.md', {
  text: '### Rollback to a savepoint\n\nDiscards **what was done**\nafter the `savepoint`.',
  documentTitle: 'Transactions',
  url: 'https://docs.example.com/transactions/#rollback-to-a-savepoint',
  anchor: 'rollback-to-a-savepoint',
  headings: ['Transactions', 'Savepoints', 'Rollback to a savepoint'],
});

const told = (overrides: Partial<Passage>): Passage => ({ ...rollback, ...overrides });
const path = 'docs/transactions.md';

describe('matchTarget, when the server tells path and section', () => {
  it.each([
    ['the same section', { path, anchor: 'rollback-to-a-savepoint' }],
    ['a target without anchor: any passage of the document', { path }],
    ['a path with a leading ./', { path: `./${path}` }],
    ['a path with a leading slash', { path: `/${path}` }],
    ['an anchor in other case', { path, anchor: 'Rollback-to-a-Savepoint' }],
    ['the section above, of which it is a part', { path, anchor: 'savepoints' }],
    ['a heading above it', { path, heading: 'savepoints' }],
    [
      'the address',
      { url: 'http://docs.example.com/transactions/index.html', anchor: 'savepoints' },
    ],
    ['a quote in the document', { path, quote: 'what was done after the savepoint' }],
  ])('matches %s', (_, target) => {
    expect(matchTarget(rollback, target)).toBe('match');
  });

  it.each([
    ['another section', { path, anchor: 'isolation' }],
    ['another document with the same section', { path: 'docs/other.md', anchor: 'savepoints' }],
    ['another address', { url: 'https://docs.example.com/other' }],
    ['a quote that another passage has', { path, quote: 'two phase commit' }],
    [
      'another section, although the quote fits',
      { path, anchor: 'isolation', quote: 'what was done' },
    ],
  ])('does not match %s', (_, target) => {
    expect(matchTarget(rollback, target)).toBe('no_match');
  });

  it('compares paths and anchors in one Unicode form', () => {
    const passage = told({ path: 'docs/u\u0308ber.md', anchor: 'gro\u00dfe-fl%C3%BCsse' });

    const match = matchTarget(passage, { path: 'docs/\u00fcber.md', anchor: 'große-flüsse' });

    expect(match).toBe('match');
  });

  it('keeps two headings of one text apart by their anchors', () => {
    const second = told({ anchor: 'options-1', headings: ['Transactions', 'Options'] });

    expect(matchTarget(second, { path, anchor: 'options' })).toBe('no_match');
    expect(matchTarget(second, { path, anchor: 'options-1' })).toBe('match');
  });

  it('does not take a parent section for its subsection', () => {
    const parent = told({
      anchor: 'savepoints',
      headings: ['Transactions', 'Savepoints'],
      text: '## Savepoints\n\nA place to go back to.',
    });

    expect(matchTarget(parent, { path, anchor: 'rollback-to-a-savepoint' })).toBe('no_match');
  });

  it.each([
    ['Markdown', '## Accounts\n\n### Open one\n\nAsk us.\n\n### Close it\n\nWrite to us.'],
    ['a page', 'Accounts\n\nOpen one\n\nAsk us.\n\nClose it\n\nWrite to us.'],
  ])('finds a small section in a chunk of %s that bears its parent’s name', (_, text) => {
    const parent = told({ anchor: 'accounts', headings: ['Help', 'Accounts'], text });

    expect(matchTarget(parent, { path, anchor: 'close-it' })).toBe('match');
    expect(matchTarget(parent, { path, anchor: 'write-to-us' })).toBe('no_match');
    expect(matchTarget(parent, { path, anchor: 'move-it' })).toBe('no_match');
  });

  it('does not take the heading of a section for that of another one of the same text', () => {
    const second = told({
      anchor: 'options-1',
      headings: ['Transactions', 'Options'],
      text: '## Options\n\nOf the second kind.',
    });

    expect(matchTarget(second, { path, anchor: 'options' })).toBe('no_match');
  });

  it('judges what stands before the first heading', () => {
    const preamble = told({ url: undefined, anchor: undefined, headings: [] });

    expect(matchTarget(preamble, { path, anchor: 'savepoints' })).toBe('no_match');
  });

  it('takes the anchor from the link when it is told nowhere else', () => {
    const passage = told({ anchor: undefined, headings: undefined, text: 'Discards.' });

    expect(matchTarget(passage, { path, anchor: 'rollback-to-a-savepoint' })).toBe('match');
    expect(matchTarget(passage, { path, anchor: 'isolation' })).toBe('no_match');
  });
});

describe('matchTarget, when the server tells only text and title', () => {
  const bare = told(untold);

  it('goes by the quote, whatever its spacing, case and emphasis', () => {
    const target = {
      path,
      anchor: 'rollback-to-a-savepoint',
      quote: 'discards what was done after the savepoint',
    };

    expect(matchTarget(bare, target)).toBe('match');
    expect(matchTarget({ ...bare, text: 'Discarded what was doner.' }, target)).toBe('no_match');
  });

  it('finds a quote that was cut where the chunk ends', () => {
    const quote = 'it discards everything that was done after the savepoint';

    expect(
      matchTarget({ ...bare, text: 'As a whole, it discards everything that was done' }, { quote }),
    ).toBe('match');
    expect(
      matchTarget(
        { ...bare, text: 'everything that was done after the savepoint. Then' },
        { quote },
      ),
    ).toBe('match');
    expect(matchTarget({ ...bare, text: 'Each of these after the savepoint' }, { quote })).toBe(
      'no_match',
    );
  });

  it('goes by the title, and by a heading in the text', () => {
    const title = 'transactions';

    expect(matchTarget(bare, { title })).toBe('match');
    expect(matchTarget(bare, { path, title, anchor: 'rollback-to-a-savepoint' })).toBe('match');
    expect(matchTarget(bare, { path, title: 'Indexes', anchor: 'rollback-to-a-savepoint' })).toBe(
      'no_match',
    );
  });

  it.each([
    ['a path', { path }],
    ['a path and an anchor', { path, anchor: 'rollback-to-a-savepoint' }],
    ['an address', { url: 'https://docs.example.com/transactions' }],
    ['a section that the text does not name', { title: 'Transactions', anchor: 'isolation' }],
  ])('leaves %s unjudged', (_, target) => {
    expect(matchTarget(bare, target)).toBe('unjudged');
  });
});
