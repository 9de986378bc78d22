import type { CaseChange } from '#evals/case-change.ts';
import type { Verdict } from '#evals/compare-runs.ts';
import { renderMarkdown } from '#evals/report/markdown.ts';
import { headlineWord } from '#evals/report/summarise-verdict.ts';
import { cutText } from '#util/cut-text.ts';
import { escapeMarkdown } from '#util/escape-markdown.ts';
import { plural } from '#util/plural.ts';
import { encodePath } from '../../../../connectors/file/published-url.ts';
import { fitSummary } from '../fit-summary.ts';
import type { Annotation, LossAnnotation } from './annotations.ts';
import type { ServerScore, ServerWord } from './ask-server.ts';
import type { PageFates } from './page-fates.ts';
import type { CheckPlan } from './plan-trees.ts';
import type { CheckedSuite } from './run-check-suite.ts';

export interface CheckSummary {
  /** The worst of all suites; undefined without a suite. */
  readonly gate: Verdict['outcome'] | undefined;
  /** Worst first. */
  readonly suites: readonly CheckedSuite[];
  readonly plan: CheckPlan;
  readonly fates: PageFates;
  readonly losses: readonly LossAnnotation[];
  readonly notices: readonly Annotation[];
  /** What could not be had from the server; empty when nothing was asked of it. */
  readonly serverNotes: readonly string[];
  readonly serverScores: readonly ServerWord<ServerScore>[];
  /** Where the forge shows the files of a commit that is written behind it; undefined elsewhere. */
  readonly filesUrl: string | undefined;
  readonly base: string | undefined;
  readonly head: string;
}

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
    ...renderPlan(summary.plan, summary.fates),
    ...summary.suites.map((suite) => renderSuite(suite, summary.losses)),
    ...renderNotices(summary),
    ...renderServer(summary),
    `<sub>${footnote(summary)}</sub>`,
  ];
  return fitSummary(`${blocks.join('\n\n')}\n`, 'the report files have it');
}

function renderSuite({ verdict }: CheckedSuite, losses: readonly LossAnnotation[]): string {
  const advice = new Map(losses.map((loss) => [loss.questionId, loss.advice]));
  const advise = ({ result }: CaseChange) => advice.get(result.question.id);
  return renderMarkdown(verdict, { advise, foldScores: true }).trimEnd();
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

function renderLosses(summary: CheckSummary): readonly string[] {
  const { losses } = summary;
  if (losses.length === 0) return [];
  const lines = losses.slice(0, maxLosses).map((loss) => `- ${renderAnnotation(loss, summary)}`);
  const left = losses.length - maxLosses;
  return [
    '### Where to look',
    [...lines, ...(left > 0 ? [`- … and ${left} more`] : [])].join('\n'),
  ];
}

/** A file that is gone is shown as the base has it. */
function renderAnnotation(
  { place, message }: Annotation,
  { filesUrl, base, head }: CheckSummary,
): string {
  const text = escapeMarkdown(cutText(message, 600));
  if (place === undefined) return text;
  const { file, line } = place;
  const name = `${escapeMarkdown(cutText(file, 200))}${line === undefined ? '' : `, line ${line}`}`;
  const fragment = line === undefined ? '' : `?plain=1#L${line}`;
  const commit = line === undefined ? base : head;
  const shown =
    filesUrl === undefined || commit === undefined
      ? `**${name}**`
      : `[**${name}**](${filesUrl}${commit}/${encodePath(file)}${fragment})`;
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

function renderPlan(
  { entries, counts, against }: CheckPlan,
  { movedTo }: PageFates,
): readonly string[] {
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
  const planned = new Map(entries.map(({ documentId, action }) => [documentId, action]));
  const moves = [...movedTo].filter(
    ([from, to]) => planned.get(from) === 'remove' && planned.get(to) === 'add',
  );
  const moved = new Set(moves.flat());
  const name = (id: string) => escapeMarkdown(cutText(id, 300));
  const rows = [
    ...moves.map(([from, to]) => `- moved: ${name(from)} to ${name(to)}`),
    ...entries
      .filter(({ action, documentId }) => action !== 'skip' && !moved.has(documentId))
      .map(({ documentId, action }) => `- ${actionWords[action]}: ${name(documentId)}`),
  ];
  const left = rows.length - maxDocuments;
  const list = [...rows.slice(0, maxDocuments), ...(left > 0 ? [`- … and ${left} more`] : [])];
  return [
    '### Documents',
    `Compared with ${escapeMarkdown(against)}:`,
    table,
    ...(rows.length === 0
      ? []
      : [
          `<details><summary>${plural(rows.length, 'document')}</summary>\n\n${list.join('\n')}\n\n</details>`,
        ]),
  ];
}

function renderNotices(summary: CheckSummary): readonly string[] {
  const { notices } = summary;
  return [...Map.groupBy(notices, ({ title }) => title)].flatMap(([title, group]) => {
    const left = group.length - maxNotices;
    const lines = group
      .slice(0, maxNotices)
      .map((notice) => `- ${renderAnnotation(notice, summary)}`);
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
      : `${head.slice(0, 7)} with its base ${base.slice(0, 7)}`;
  return suites.length === 0
    ? `Compared: ${trees}. A suite of questions would tell whether an answer is lost: write it under "suite".`
    : `Compared: ${trees}. Both trees were indexed and searched inside this job.`;
}
