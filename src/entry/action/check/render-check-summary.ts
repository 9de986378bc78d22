import type { Verdict } from '#evals/compare-runs.ts';
import { renderMarkdown } from '#evals/report/markdown.ts';
import { headlineWord } from '#evals/report/summarise-verdict.ts';
import { cutText } from '#util/cut-text.ts';
import { escapeMarkdown } from '#util/escape-markdown.ts';
import { plural } from '#util/plural.ts';
import { encodePath } from '../../../../connectors/file/published-url.ts';
import type { Annotation } from './annotations.ts';
import type { ServerScore, ServerWord } from './ask-server.ts';
import type { CheckPlan } from './plan-trees.ts';
import type { CheckedSuite } from './run-check-suite.ts';

export interface CheckSummary {
  /** The worst of all suites; undefined without a suite. */
  readonly gate: Verdict['outcome'] | undefined;
  /** Worst first. */
  readonly suites: readonly CheckedSuite[];
  readonly plan: CheckPlan;
  readonly losses: readonly Annotation[];
  readonly notices: readonly Annotation[];
  /** What could not be had from the server; empty when nothing was asked of it. */
  readonly serverNotes: readonly string[];
  readonly serverScores: readonly ServerWord<ServerScore>[];
  /** Where the forge shows the files of the checked commit, with a trailing slash; undefined elsewhere. */
  readonly filesUrl: string | undefined;
  readonly base: string | undefined;
  readonly head: string;
}

/** GitHub takes 1 MiB for a step. */
const maxBytes = 900_000;
const maxDocuments = 100;
const maxNotices = 50;
const maxLosses = 25;

/**
 * The summary of a check, as GitHub Markdown: the verdict, where to look, what changes, then the
 * details. Text from documents and questions is escaped. At most 900 KB, worst first.
 */
export function renderCheckSummary(summary: CheckSummary): string {
  const blocks = [
    `## Documentation check: ${summary.gate ? headlineWord(summary.gate) : 'no questions asked'}`,
    introduce(summary),
    ...renderLosses(summary),
    ...renderPlan(summary.plan),
    ...summary.suites.map(({ verdict }) => renderMarkdown(verdict).trimEnd()),
    ...renderNotices(summary),
    ...renderServer(summary),
    `<sub>${footnote(summary)}</sub>`,
  ];
  return cutToBytes(`${blocks.join('\n\n')}\n`);
}

function introduce({ plan, suites }: CheckSummary): string {
  const { added, updated, deleted } = plan.counts;
  const count = added + updated + deleted;
  const changes =
    count === 0
      ? 'No document changes.'
      : `${plural(count, 'document')} ${count === 1 ? 'changes' : 'change'}.`;
  const asked = suites.map(({ verdict, touchedCount, answerOnlyCount }) => {
    const lost = verdict.changes.filter(({ kind }) => kind === 'lost').length;
    const { questions } = verdict.counts;
    const losses =
      lost === 0
        ? 'none loses its answer'
        : lost === 1
          ? '1 loses its answer'
          : `${lost} lose their answers`;
    const rest =
      answerOnlyCount === 0
        ? ''
        : ` ${plural(answerOnlyCount, 'question')} about answers alone ${answerOnlyCount === 1 ? 'is' : 'are'} not asked here.`;
    return `Of ${plural(questions, 'question')}, ${losses}; ${touchedCount} ${touchedCount === 1 ? 'asks' : 'ask'} about pages that change.${rest}`;
  });
  return [changes, ...asked].join(' ');
}

function renderLosses({ losses, filesUrl }: CheckSummary): readonly string[] {
  if (losses.length === 0) return [];
  const lines = losses.slice(0, maxLosses).map((loss) => `- ${renderAnnotation(loss, filesUrl)}`);
  const left = losses.length - maxLosses;
  return [
    '### Where to look',
    [...lines, ...(left > 0 ? [`- … and ${left} more`] : [])].join('\n'),
  ];
}

function renderAnnotation({ place, message }: Annotation, filesUrl: string | undefined): string {
  const text = escapeMarkdown(cutText(message, 600));
  if (place === undefined) return text;
  const { file, line } = place;
  const name = `${escapeMarkdown(cutText(file, 200))}${line === undefined ? '' : `, line ${line}`}`;
  const fragment = line === undefined ? '' : `?plain=1#L${line}`;
  const shown =
    filesUrl === undefined || line === undefined
      ? `**${name}**`
      : `[**${name}**](${filesUrl}${encodePath(file)}${fragment})`;
  return `${shown}: ${text}`;
}

const actionWords = {
  add: 'added',
  update: 'changed',
  remove: 'removed',
  hold: 'removal held',
  fail: 'unreadable',
  skip: 'left out',
  keep: 'unchanged',
} as const;

function renderPlan({ entries, counts, against }: CheckPlan): readonly string[] {
  const columns = [
    'added',
    'updated',
    'deleted',
    'unchanged',
    'skipped',
    'failed',
    'held',
  ] as const;
  const table = [
    `| ${columns.join(' | ')} |`,
    `| ${columns.map(() => '---:').join(' | ')} |`,
    `| ${columns.map((key) => counts[key].toLocaleString('en-US')).join(' | ')} |`,
  ].join('\n');
  const rows = entries
    .filter(({ action }) => action !== 'skip')
    .map(
      ({ documentId, action }) =>
        `- ${actionWords[action]}: ${escapeMarkdown(cutText(documentId, 300))}`,
    );
  const left = rows.length - maxDocuments;
  const list = [...rows.slice(0, maxDocuments), ...(left > 0 ? [`- … and ${left} more`] : [])];
  return [
    '### Documents',
    `Held against ${escapeMarkdown(against)}:`,
    table,
    ...(rows.length === 0
      ? []
      : [
          `<details><summary>${plural(rows.length, 'document')}</summary>\n\n${list.join('\n')}\n\n</details>`,
        ]),
  ];
}

function renderNotices({ notices, filesUrl }: CheckSummary): readonly string[] {
  return [...Map.groupBy(notices, ({ title }) => title)].flatMap(([title, group]) => {
    const left = group.length - maxNotices;
    const lines = group
      .slice(0, maxNotices)
      .map((notice) => `- ${renderAnnotation(notice, filesUrl)}`);
    return [
      `### ${title} (${group.length})`,
      [...lines, ...(left > 0 ? [`- … and ${left} more`] : [])].join('\n'),
    ];
  });
}

function renderServer({ serverNotes, serverScores }: CheckSummary): readonly string[] {
  const lines = [
    ...serverScores.map((word) => {
      if (word.is === 'untold') return `- ${escapeMarkdown(cutText(word.reason, 400))}`;
      const { suite, found, asked, questionCount, score } = word.value;
      const part = asked < questionCount ? ` (the first ${asked} of ${questionCount})` : '';
      const value = score === undefined ? '' : `, score ${score.toFixed(3)}`;
      return `- ${escapeMarkdown(cutText(suite, 80))}: its own search finds ${found} of ${asked} questions${part}${value}`;
    }),
    ...serverNotes.map((note) => `- ${escapeMarkdown(cutText(note, 400))}`),
  ];
  return lines.length === 0 ? [] : ['### What the server holds now', lines.join('\n')];
}

function footnote({ base, head, suites }: CheckSummary): string {
  const trees =
    base === undefined
      ? `${head.slice(0, 7)} alone`
      : `${head.slice(0, 7)} against ${base.slice(0, 7)}, the baseline of these scores`;
  return suites.length === 0
    ? `Compared: ${trees}. A suite of questions would tell whether an answer is lost: write it under "suite".`
    : `Compared: ${trees}. Both trees were indexed and searched inside this job.`;
}

function cutToBytes(text: string): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const cut = Buffer.from(text)
    .subarray(0, maxBytes - 200)
    .toString('utf8');
  return `${cut.slice(0, cut.lastIndexOf('\n'))}\n\n… and more, which does not fit here; the report files have it.\n`;
}
