import { escapeMarkdown } from '#util/escape-markdown.ts';
import type { CaseChange } from '../case-change.ts';
import type { Verdict } from '../compare-runs.ts';
import { explainChange } from './explain-change.ts';
import { plainText } from './plain-text.ts';
import {
  describeComparison,
  describeScores,
  headlineWord,
  type Section,
  sectionsOf,
  summariseCounts,
} from './summarise-verdict.ts';

export interface MarkdownOptions {
  /** Instead of the usual advice, for a question of which the caller knows more. */
  readonly advise?: (change: CaseChange) => string | undefined;
  /** Whether the scores are folded behind one line, at the end. */
  readonly foldScores?: boolean;
}

/**
 * A verdict as GitHub Markdown, for job summaries and comments. Everything that comes from
 * questions, documents and servers is escaped: it can add no markup, link or mention. Under 900 KB
 * whatever the suite.
 */
export function renderMarkdown(verdict: Verdict, options: MarkdownOptions = {}): string {
  const scores = [renderScores(verdict), quoted(describeComparison(verdict) ?? '', 600)];
  const { foldScores = false } = options;
  const blocks = [
    `## ${headlineWord(verdict.outcome)}: ${quoted(verdict.suite.name, 80)}`,
    `${summariseCounts(verdict)}.`,
    ...(foldScores ? [] : scores),
    renderFindings(verdict),
    ...sectionsOf(verdict).map((section) => renderSection(section, verdict, options)),
    ...(foldScores ? [fold('Scores', scores)] : []),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function renderScores(verdict: Verdict): string {
  const rows = describeScores(verdict).map(
    ({ name, value, delta, meaning }) => `| ${name} | ${value} | ${delta} | ${meaning} |`,
  );
  return ['| Score | Now | Change | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const weightWord = { fail: 'Fails', inconclusive: 'Open', warn: 'Warning', note: 'Note' } as const;

function renderFindings({ findings }: Verdict): string {
  return findings
    .map(({ weight, message, hint }) => {
      const cure = hint === undefined ? '' : ` ${quoted(hint, 400)}`;
      return `- **${weightWord[weight]}:** ${quoted(message, 400)}.${cure}`;
    })
    .join('\n');
}

function fold(title: string, blocks: readonly string[]): string {
  const inside = blocks.filter((block) => block !== '').join('\n\n');
  return `<details><summary>${title}</summary>\n\n${inside}\n\n</details>`;
}

function renderSection(section: Section, { suite }: Verdict, { advise }: MarkdownOptions): string {
  const lines = [`### ${section.title} (${section.changes.length + section.left})`, ''];
  for (const change of section.changes) {
    const explained = explainChange(change, suite.topK);
    const { question, label, targets, movement, othersLabel, others, advice } = explained;
    const title = `- **${quoted(question)}** (${quoted(label, 100)})`;
    if (!section.detailed) {
      lines.push(`${title} ${quoted([...targets, movement].join(': '), 300)}`);
      continue;
    }
    lines.push(
      title,
      ...targets.map((target) => `  - Target: <code>${quoted(target)}</code>`),
      `  - Result: ${quoted(movement, 400)}`,
      ...line('Before', explained.passageBefore && `“${explained.passageBefore}”`),
      ...line('Now', explained.passageNow && `“${explained.passageNow}”`),
      ...explained.answerFaults.flatMap((fault) => line('Answer', fault)),
      ...line('Judge', explained.opinion),
      ...(others.length === 0 ? [] : [`  - ${titleCase(othersLabel)}:`]),
      ...others.map(({ rank, place }) => `    - ${rank}: ${quoted(place)}`),
      `  - To do: ${quoted(advise?.(change) ?? advice, 400)}`,
    );
  }
  if (section.left > 0) lines.push(`- … and ${section.left} more`);
  return lines.join('\n');
}

function line(label: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`  - ${label}: ${quoted(text, 400)}`];
}

/** Text of others, cut, on one line, and without any effect. */
function quoted(text: string, maxLength?: number): string {
  return escapeMarkdown(plainText(text, maxLength));
}

function titleCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
