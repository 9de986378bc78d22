import { describe, expect, it } from 'vitest';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import { createPlainProgress } from '#entry/progress/plain-progress.ts';
import { barLine, createTerminalProgress } from '#entry/progress/terminal-progress.ts';
import { manualClock } from '../../support/manual-clock.ts';

const started: SyncEvent = { event: 'sync:started', source: 'Handbook', target: 'the server' };
const failed: SyncEvent = {
  event: 'document:failed',
  documentId: 'docs/a.md',
  code: 'not_utf8',
  message: 'docs/a.md is not UTF-8.',
  hint: 'Save it as UTF-8.',
};
const progressed = (settled: number): SyncEvent => ({
  event: 'documents:progressed',
  seen: settled,
  settled,
  total: 1170,
});

const report: SyncReport = {
  documents: 4,
  chunks: 0,
  added: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  skipped: 4,
  failed: 0,
  held: 0,
  writeCalls: 0,
  requests: 0,
  bytes: 0,
  seconds: 1,
  complete: true,
};

function paper() {
  const written: string[] = [];
  return { written, write: (text: string) => written.push(text), columns: 80 };
}

describe('barLine', () => {
  it('shows how far, how fast and how long still', () => {
    const line = barLine({ source: 'Handbook', settled: 585, total: 1170, elapsedMs: 2_000 });

    expect(line).toBe('Handbook ████████████░░░░░░░░░░░░ 585/1,170 · 293/s · 2.0 s left');
  });

  it('shows count and rate where nobody knows how many there will be', () => {
    const line = barLine({ source: 'Site', settled: 40, total: undefined, elapsedMs: 4_000 });

    expect(line).toBe('Site 40 documents · 10/s');
  });

  it('promises no end before anything is done', () => {
    const line = barLine({ source: 'Site', settled: 0, total: 9, elapsedMs: 0 });

    expect(line).not.toContain('left');
  });
});

describe('progress on a terminal', () => {
  it('redraws one line, and lets problems scroll by above it', () => {
    const stream = paper();
    const clock = manualClock();
    const progress = createTerminalProgress(stream, clock);

    progress.emit(started);
    progress.emit(progressed(100));
    progress.emit(failed);
    progress.stop();

    const text = stream.written.join('');
    expect(text).toContain('100/1,170');
    expect(text).toContain('failed   docs/a.md is not UTF-8. Save it as UTF-8.\n');
    expect(text.match(/\n/g)).toHaveLength(1);
  });

  it('never draws a line that is wider than the terminal', () => {
    const stream = { ...paper(), columns: 20 };
    const progress = createTerminalProgress(stream, manualClock());

    progress.emit(started);
    progress.emit(progressed(100));

    const drawn = stream.written.join('').split('\r\x1b[2K');
    expect(Math.max(...drawn.map((line) => line.length))).toBe(19);
  });
});

describe('progress in CI', () => {
  it('writes plain lines, one every five hundred documents', () => {
    const stream = paper();
    const progress = createPlainProgress(stream);

    progress.emit(started);
    for (let settled = 1; settled <= 1170; settled += 1) progress.emit(progressed(settled));
    progress.emit(failed);

    expect(stream.written).toEqual([
      'syncing  Handbook into the server\n',
      'read     500 documents\n',
      'read     1,000 documents\n',
      'failed   docs/a.md is not UTF-8. Save it as UTF-8.\n',
    ]);
  });
});

describe('what a source says of its read', () => {
  it('is told as a note', () => {
    const stream = paper();

    createPlainProgress(stream).emit({ event: 'scope:noted', scope: 'site', message: 'No list.' });

    expect(stream.written).toEqual(['note     No list.\n']);
  });
});

describe('a document that is left out', () => {
  const skipped = (skipCode: string): SyncEvent => ({
    event: 'document:planned',
    entry: { documentId: 'a.md', action: 'skip', reason: 'it has 95 MiB', skipCode },
  });

  it('is named when nobody chose that, and not when its author or the configuration did', () => {
    const stream = paper();
    const progress = createPlainProgress(stream);

    progress.emit(skipped('too_large'));
    progress.emit(skipped('draft'));

    expect(stream.written).toEqual(['skipped  a.md: it has 95 MiB\n']);
  });

  it('is counted at the end by its reason, anew in each sync', () => {
    const stream = paper();
    const progress = createPlainProgress(stream);
    const finished: SyncEvent = { event: 'sync:finished', source: 'Handbook', report };

    for (const code of ['draft', 'empty', 'draft', 'too_large']) progress.emit(skipped(code));
    progress.emit(finished);
    progress.emit(started);
    progress.emit(skipped('empty'));
    progress.emit(finished);

    expect(stream.written.filter((line) => line.includes(' as '))).toEqual([
      'skipped  2 documents as draft, such as a.md\n',
      'skipped  1 document as empty, such as a.md\n',
      'skipped  1 document as empty, such as a.md\n',
    ]);
  });

  it('for its readers comes with what to write, when nothing else is in the source', () => {
    const told = (unchanged: number) => {
      const stream = paper();
      const progress = createPlainProgress(stream);
      progress.emit(skipped('readers_unknown'));
      progress.emit({ event: 'sync:finished', source: 'Wiki', report: { ...report, unchanged } });
      return stream.written.join('');
    };

    expect(told(0)).toMatch(/^note .*"public: true".*"restricted: include"/m);
    expect(told(1)).not.toContain('note');
  });
});

describe('a document whose id says nothing to people', () => {
  const page = { documentId: '0d3c1f', title: 'Holidays' } as const;
  const toldOf = (event: SyncEvent) => {
    const stream = paper();
    createPlainProgress(stream).emit(event);
    return stream.written.join('');
  };

  it('is told by its title when it fails, and by its id once', () => {
    const failed = {
      event: 'document:failed',
      ...page,
      code: 'http_500',
      hint: undefined,
    } as const;

    expect(toldOf({ ...failed, message: 'The server answered 0d3c1f with 500.' })).toBe(
      'failed   "Holidays": The server answered 0d3c1f with 500.\n',
    );
    expect(toldOf({ ...failed, message: 'The server answered 500.' })).toBe(
      'failed   "Holidays" (0d3c1f): The server answered 500.\n',
    );
    expect(toldOf({ ...failed, message: 'The server has no "Holidays".' })).toBe(
      'failed   0d3c1f: The server has no "Holidays".\n',
    );
  });

  it('is told by its title as an example of what was not read', () => {
    const lost = {
      event: 'content:lost',
      what: 'block button',
      documentCount: 2,
      ...page,
    } as const;

    expect(toldOf(lost)).toBe(
      'not read block button in 2 documents, such as "Holidays" (0d3c1f)\n',
    );
  });
});

describe('removals that are held', () => {
  it('are told with how many they are', () => {
    const stream = paper();

    createPlainProgress(stream).emit({ event: 'deletions:held', count: 2, reason: 'not listed' });

    expect(stream.written).toEqual(['held     2 removals: not listed\n']);
  });
});
