import { describe, expect, it } from 'vitest';
import type { Item } from '#core/document.ts';
import { shownTitle } from '#sync/run/shown-title.ts';

const item = (more: Partial<Item>): Item => ({
  id: '0d3c1f',
  url: 'https://example.com/0d3c1f',
  acl: { kind: 'public' },
  ...more,
});

describe('the title that events tell of a document', () => {
  it('is the one that its source announced', () => {
    expect(shownTitle(item({ title: 'Holidays' }))).toEqual({ title: 'Holidays' });
  });

  it('is left out where the id has it already, or the source gives none', () => {
    expect(shownTitle(item({ id: 'docs/a.md', title: 'a.md' }))).toEqual({});
    expect(shownTitle(item({}))).toEqual({});
  });

  it('is kept back of what not everyone may read', () => {
    const { acl: _, ...unknown } = item({ title: 'Salaries' });

    expect(shownTitle(unknown)).toEqual({});
    expect(shownTitle({ ...unknown, acl: { kind: 'restricted', allOf: [] } })).toEqual({});
  });

  it('is one line of at most 80 characters', () => {
    const { title = '' } = shownTitle(item({ title: `One\n\u001b[31mtwo ${'x'.repeat(200)}` }));

    expect(title).toMatch(/^One \[31mtwo x+…$/);
    expect([...title]).toHaveLength(80);
  });
});
