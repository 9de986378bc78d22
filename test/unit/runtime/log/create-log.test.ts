import { describe, expect, it } from 'vitest';
import type { Activity } from '#runtime/activity.ts';
import { createLog, type LogOptions } from '#runtime/log/create-log.ts';
import { createScrubber } from '#runtime/log/scrub-secrets.ts';

const clock = { now: () => Date.UTC(2026, 0, 15, 12) };

function logged(activities: readonly Activity[], options: Partial<LogOptions> = {}): string[] {
  const lines: string[] = [];
  const log = createLog({
    format: 'json',
    secrets: [],
    clock,
    write: (line) => lines.push(line),
    ...options,
  });
  for (const activity of activities) log(activity);
  return lines;
}

const failed: Activity = {
  event: 'document:failed',
  source: 'Handbook',
  documentId: 'docs/a.md',
  code: 'not_utf8',
  message: 'It is not UTF-8.',
  hint: 'Save it as UTF-8.',
};

describe('the log as JSON', () => {
  it('is one object a line, with level, time, event, message and fields', () => {
    const [line = ''] = logged([failed]);

    expect(JSON.parse(line)).toEqual({
      level: 'warn',
      time: '2026-01-15T12:00:00.000Z',
      event: 'document:failed',
      source: 'Handbook',
      document_id: 'docs/a.md',
      code: 'not_utf8',
      hint: 'Save it as UTF-8.',
      msg: 'docs/a.md of Handbook: It is not UTF-8.',
    });
  });

  it('leaves out what is less important than its level', () => {
    const quiet: Activity = {
      event: 'job:started',
      id: 'j',
      kind: 'sync',
      attempts: 0,
      waitedMs: 1,
    };

    expect(logged([quiet, failed])).toHaveLength(1);
    expect(logged([quiet, failed], { level: 'debug' })).toHaveLength(2);
    expect(logged([quiet, failed], { level: 'error' })).toHaveLength(0);
  });

  it('is not flooded by the documents of a sync', () => {
    const entry = { documentId: 'a.md', action: 'keep', reason: 'unchanged' } as const;
    const planned: Activity = { event: 'document:planned', source: 'Handbook', entry };

    expect(logged([planned], { level: 'debug' })).toEqual([]);
  });
});

describe('the log for people', () => {
  it('is a sentence a line, with what to do', () => {
    expect(logged([failed], { format: 'pretty' })).toEqual([
      '2026-01-15T12:00:00.000Z warn  docs/a.md of Handbook: It is not UTF-8. Save it as UTF-8.',
    ]);
  });

  it('names documents by their titles where ids say nothing, and tells how many removals are held', () => {
    const source = 'Wiki';
    const page = { documentId: '0d3c1f', title: 'Holidays' };
    const lines = logged(
      [
        { ...failed, ...page, source, hint: undefined },
        { event: 'content:lost', source, what: 'block button', documentCount: 2, ...page },
        { event: 'deletions:held', source, count: 1, reason: 'not listed any more' },
      ],
      { format: 'pretty' },
    );

    expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'warn  "Holidays" (0d3c1f) of Wiki: It is not UTF-8.',
      'warn  Wiki: block button was not read in 2 documents, such as "Holidays" (0d3c1f)',
      'warn  Wiki: 1 removal held: not listed any more',
    ]);
  });
});

describe('a name that comes from outside', () => {
  it('neither begins a line of its own nor speaks to the terminal', () => {
    const message = 'a\n2026 error forged \u001b[31mred';

    const [pretty = ''] = logged([{ event: 'process:noted', message }], { format: 'pretty' });
    const [json = ''] = logged([{ event: 'process:noted', message }]);

    expect(pretty).toMatch(/info {2}a 2026 error forged {2}\[31mred$/);
    expect(json).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(json).msg).toBe(message);
  });
});

describe('secrets', () => {
  const secret = 'pass"word\\with\nall';
  const says = (message: string): Activity => ({ event: 'process:noted', message });

  it.each([
    'json',
    'pretty',
  ] as const)('are blotted out of the log as %s, wherever they stand', (format) => {
    const lines = logged([says(`the key ${secret} was refused`)], { format, secrets: [secret] });

    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('word');
    expect(lines[0]).toContain('was refused');
  });

  it('stay out of stacks and causes', () => {
    const error = new Error('GET https://bot:hunter2secret@example.com/?token=abcdef failed');

    const [line = ''] = logged([{ event: 'process:fault', subject: 'inbox', error }]);

    expect(line).not.toMatch(/hunter2secret|abcdef/);
    expect(JSON.parse(line).stack).toContain('example.com');
  });

  it.each([
    ['twigsk_live_abcdef0123456789', 'twigsk_live_…'],
    ['Authorization: Bearer eyJhbGciOi.J9.x-y_z', 'Authorization: Bearer …'],
    ['xoxb-123456789-abcdefgh', 'xox…'],
    ['whsec_MfKQ9r8GKYqrTwjU', 'whsec_…'],
    ['postgres://twig:pw@db/x', 'postgres://…@db/x'],
    ['https://a.example/f?sig=abc&x=1', 'https://a.example/f?sig=…&x=1'],
  ])('are known by their shape: %s', (text, expected) => {
    expect(createScrubber([])(text)).toBe(expected);
  });

  it('that begin alike are blotted out whole, and short ones leave words alone', () => {
    const scrub = createScrubber(['abcdef', 'abcdefghij', 'the']);

    expect(scrub('the abcdefghij and abcdef')).toBe('the … and …');
  });

  it('leave ordinary addresses as they are', () => {
    const text = 'https://docs.example.com/a?page=2&monkey=3 me@example.com';

    expect(createScrubber([])(text)).toBe(text);
  });
});
