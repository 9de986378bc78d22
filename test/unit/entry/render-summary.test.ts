import { describe, expect, it } from 'vitest';
import { createNotebook } from '#entry/action/create-notebook.ts';
import { renderSummary } from '#entry/action/render-summary.ts';

const report = {
  documents: 3,
  chunks: 9,
  added: 1,
  updated: 0,
  deleted: 0,
  unchanged: 1,
  skipped: 0,
  failed: 1,
  held: 0,
  writeCalls: 1,
  requests: 3,
  bytes: 100,
  seconds: 1.5,
  complete: false,
};

describe('renderSummary', () => {
  it('says at once that the sync is incomplete, and which document needs a look', () => {
    const notebook = createNotebook();
    notebook.emit({
      event: 'document:failed',
      documentId: 'docs/a.md',
      code: 'not_utf8',
      message: 'It is not UTF-8.',
      hint: 'Save it as UTF-8.',
    });

    const text = renderSummary({
      dataSource: 'Handbook',
      commit: 'abcdef0123456789',
      report,
      noted: notebook.read(),
    });

    expect(text.split('\n')[0]).toBe('## Handbook: synced incompletely at `abcdef0`');
    expect(text).toContain('| docs/a.md | It is not UTF-8. Save it as UTF-8. |');
    expect(text).toContain('3 documents, 9 chunks, 3 API calls, 1 write, 1.5 s.');
  });

  it('lets no file name become markup, a table border, a mention or a line of its own', () => {
    const hostile = 'a|b <img src=x onerror=1> [x](http://evil.example) @team\n## Heading.md';
    const notebook = createNotebook();
    const entry = { documentId: hostile, action: 'remove', reason: 'gone' } as const;
    notebook.emit({ event: 'document:planned', entry });

    const text = renderSummary({
      dataSource: hostile,
      commit: undefined,
      report,
      noted: notebook.read(),
    });

    expect(text).not.toMatch(/<img|\]\(http|@team|^## Heading/m);
    expect(text.split('\n').filter((line) => line.startsWith('## '))).toHaveLength(1);
  });

  it('stays short however much goes wrong, and says how much it leaves out', () => {
    const notebook = createNotebook();
    for (let index = 0; index < 5_000; index += 1) {
      notebook.emit({
        event: 'document:failed',
        documentId: `docs/${'x'.repeat(200)}-${index}.md`,
        code: 'not_utf8',
        message: 'It is not UTF-8.',
        hint: undefined,
      });
    }

    const text = renderSummary({
      dataSource: 'Handbook',
      commit: undefined,
      report,
      noted: notebook.read(),
    });

    expect(text.length).toBeLessThan(900_000);
    expect(text).toContain('…and 4,800 more.');
  });
});
