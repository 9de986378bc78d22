import type { SyncReport } from '#core/events.ts';
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
}

/** The job summary of a sync: verdict, counts, then what a person must look at. Markdown. */
export function renderSummary({ dataSource, commit, report, noted }: SummaryInput): string {
  const at = commit === undefined ? '' : ` at \`${commit.slice(0, 7)}\``;
  const headline =
    report === undefined ? 'not synced' : report.complete ? 'in sync' : 'synced incompletely';
  return [
    `## ${escapeMarkdown(dataSource)}: ${headline}${at}`,
    '',
    ...(report === undefined ? [] : countLines(report)),
    ...problemLines(noted),
    ...removalLines(noted),
    ...(noted.unlisted === 0 ? [] : ['', `…and ${noted.unlisted.toLocaleString('en-US')} more.`]),
    '',
  ].join('\n');
}

function countLines(report: SyncReport): readonly string[] {
  const counts = ['added', 'updated', 'deleted', 'unchanged', 'skipped', 'failed', 'held'] as const;
  return [
    `| ${counts.join(' | ')} |`,
    `| ${counts.map(() => '---:').join(' | ')} |`,
    `| ${counts.map((key) => report[key].toLocaleString('en-US')).join(' | ')} |`,
    '',
    `${plural(report.documents, 'document')}, ${plural(report.chunks, 'chunk')}, ${plural(report.writeCalls, 'write call')}, ${formatDuration(report.seconds * 1000)}.`,
  ];
}

function problemLines({ problems }: Noted): readonly string[] {
  if (problems.length === 0) return [];
  const rows = problems.map(({ subject, message, hint }) => {
    const text = hint === undefined ? message : `${message} ${hint}`;
    return `| ${escapeMarkdown(subject)} | ${escapeMarkdown(text)} |`;
  });
  return ['', '### What needs a look', '', '| where | what |', '| --- | --- |', ...rows];
}

function removalLines({ removals }: Noted): readonly string[] {
  if (removals.length === 0) return [];
  const rows = removals.map(
    ({ documentId, held }) => `- ${escapeMarkdown(documentId)}${held ? ' (held)' : ''}`,
  );
  return ['', `### Removed from the data source`, '', ...rows];
}
