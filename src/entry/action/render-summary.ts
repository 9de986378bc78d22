import type { SyncReport } from '#core/events.ts';
import { cutText } from '#util/cut-text.ts';
import { escapeMarkdown } from '#util/escape-markdown.ts';
import { formatDuration } from '#util/format-duration.ts';
import { plural } from '#util/plural.ts';
import type { Noted } from './create-notebook.ts';

export interface SummaryInput {
  readonly dataSource: string;
  readonly commit: string | undefined;
  /** Undefined when nothing could be synced at all. */
  readonly report: SyncReport | undefined;
  readonly noted: Noted;
  /** How long the rate limit was waited for. */
  readonly waitedMs?: number;
}

/** A path or message that is longer tells nobody more. */
const maxLength = 600;

/** The job summary of a sync: verdict, counts, then what a person must look at. Markdown. */
export function renderSummary(input: SummaryInput): string {
  const { dataSource, commit, report, noted } = input;
  const at = commit === undefined ? '' : ` at \`${commit.slice(0, 7)}\``;
  const headline =
    report === undefined ? 'not synced' : report.complete ? 'in sync' : 'synced incompletely';
  return [
    `## ${quote(dataSource)}: ${headline}${at}`,
    '',
    ...(report === undefined ? [] : countLines(report, input.waitedMs ?? 0)),
    ...problemLines(noted),
    ...removalLines(noted),
    ...skipLines(noted),
    ...(noted.unlisted === 0 ? [] : ['', `…and ${noted.unlisted.toLocaleString('en-US')} more.`]),
    '',
  ].join('\n');
}

function countLines(report: SyncReport, waitedMs: number): readonly string[] {
  const counts = ['added', 'updated', 'deleted', 'unchanged', 'skipped', 'failed', 'held'] as const;
  const calls = `${plural(report.requests, 'API call')}, ${plural(report.writeCalls, 'write')}`;
  const waited = waitedMs < 1_000 ? '' : ` (${formatDuration(waitedMs)} of it for the rate limit)`;
  const cost = [
    plural(report.documents, 'document'),
    plural(report.chunks, 'chunk'),
    calls,
    `${formatDuration(report.seconds * 1000)}${waited}`,
  ];
  return [
    `| ${counts.join(' | ')} |`,
    `| ${counts.map(() => '---:').join(' | ')} |`,
    `| ${counts.map((key) => report[key].toLocaleString('en-US')).join(' | ')} |`,
    '',
    `${cost.join(', ')}.`,
  ];
}

function problemLines({ problems }: Noted): readonly string[] {
  if (problems.length === 0) return [];
  const rows = problems.map(({ subject, message, hint }) => {
    const text = hint === undefined ? message : `${message} ${hint}`;
    return `| ${quote(subject)} | ${quote(text)} |`;
  });
  return ['', '### What needs a look', '', '| where | what |', '| --- | --- |', ...rows];
}

function removalLines({ removals }: Noted): readonly string[] {
  const rows = (isHeld: boolean) =>
    removals
      .filter(({ held }) => held === isHeld)
      .map(({ documentId, held }) => `- ${quote(documentId)}${held ? ' (held)' : ''}`);
  return [
    ...titled('Not removed: held back', rows(true)),
    ...titled('Removed from the data source', rows(false)),
  ];
}

function skipLines({ skips }: Noted): readonly string[] {
  const rows = skips.map(({ reason, count, documentId }) => {
    const example = count === 1 ? documentId : `${documentId} and ${count - 1} more`;
    return `- ${quote(reason)}: ${quote(example)}`;
  });
  return titled('Left out on purpose', rows);
}

function titled(title: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : ['', `### ${title}`, '', ...rows];
}

function quote(text: string): string {
  return escapeMarkdown(cutText(text, maxLength));
}
