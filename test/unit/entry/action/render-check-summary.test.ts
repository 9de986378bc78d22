import { expect, it } from 'vitest';
import { renderCheckSummary } from '#entry/action/check/render-check-summary.ts';

it('a summary fits what GitHub takes, its head kept and the cut told', () => {
  const serverNotes = Array.from(
    { length: 20_000 },
    (_, index) => `Note ${index} ${'é'.repeat(80)}`,
  );
  const counts = { added: 1, updated: 0, deleted: 0, unchanged: 2, skipped: 0, failed: 0, held: 0 };

  const text = renderCheckSummary({
    gate: undefined,
    suites: [],
    plan: {
      entries: [{ documentId: 'docs/a.md', action: 'add', reason: 'new' }],
      counts,
      against: 'the base 1234567',
    },
    fates: { movedTo: new Map(), leftOut: new Set() },
    losses: [],
    notices: [],
    serverNotes,
    serverScores: [],
    filesUrl: undefined,
    base: '1'.repeat(40),
    head: '2'.repeat(40),
  });

  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(900_000);
  expect(Buffer.byteLength(text)).toBeGreaterThan(800_000);
  expect(text.startsWith('## Documentation check: no questions asked\n\n1 document changes.')).toBe(
    true,
  );
  expect(text).not.toContain('\ufffd');
  expect(text.trimEnd().endsWith('the report files have it.')).toBe(true);
});
