import { styleText } from 'node:util';
import type { Verdict } from '../compare-runs.ts';
import type { Finding } from '../gate-rule.ts';
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

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
type Paint = (style: Style, text: string) => string;

/**
 * A verdict for a terminal: headline, scores, why, then the questions worst first. Ends with a line
 * break. Escape sequences in questions and documents are taken out.
 */
export function renderVerdict(verdict: Verdict, options: { readonly colour: boolean }): string {
  const paint: Paint = (style, text) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const parts = [
    renderHead(verdict, paint),
    verdict.findings.flatMap((finding) => renderFinding(finding, paint)),
    ...sectionsOf(verdict).map((section) => renderSection(section, verdict, paint)),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const outcomeStyle = {
  pass: 'green',
  'pass-with-warning': 'green',
  fail: 'red',
  inconclusive: 'yellow',
} as const;

function renderHead(verdict: Verdict, paint: Paint): readonly string[] {
  const word = paint(outcomeStyle[verdict.outcome], paint('bold', headlineWord(verdict.outcome)));
  const scores = describeScores(verdict);
  const width = Math.max(...scores.map(({ name }) => name.length));
  const comparison = describeComparison(verdict);
  return [
    `${word}  ${plainText(verdict.suite.name, 80)}: ${summariseCounts(verdict)}`,
    ...scores.map(({ name, value, delta, meaning }) => {
      const change = delta === '' ? '' : `  (${delta})`;
      return `  ${name.padEnd(width)}  ${value}${change}  ${paint('dim', meaning)}`;
    }),
    ...(comparison === undefined ? [] : [`  ${paint('dim', comparison)}`]),
  ];
}

const findingMark = { fail: '✗', inconclusive: '?', warn: '!', note: '·' } as const;
const findingStyle = { fail: 'red', inconclusive: 'yellow', warn: 'yellow', note: 'dim' } as const;

function renderFinding({ weight, message, hint }: Finding, paint: Paint): readonly string[] {
  const mark = paint(findingStyle[weight], findingMark[weight]);
  const first = `${mark} ${plainText(message, 400)}`;
  return hint === undefined ? [first] : [first, `  ${paint('dim', plainText(hint, 400))}`];
}

function renderSection(section: Section, { suite }: Verdict, paint: Paint): readonly string[] {
  const lines = [paint('bold', `${section.title} (${section.changes.length + section.left})`)];
  for (const change of section.changes) {
    const explained = explainChange(change, suite.topK);
    const { question, label, targets, movement, othersLabel, others, advice } = explained;
    const title = `  ${plainText(question)}  ${paint('dim', `[${plainText(label, 100)}]`)}`;
    if (!section.detailed) {
      lines.push(`${title}  ${plainText([...targets, movement].join(': '), 300)}`);
      continue;
    }
    lines.push(
      title,
      ...column(targets.length === 1 ? 'target' : 'targets', targets),
      ...column('result', [movement]),
      ...column('before', quoted(explained.passageBefore)),
      ...column('answer', explained.answerFaults),
      ...column('judge', explained.opinion === undefined ? [] : [explained.opinion]),
      ...column(
        othersLabel,
        others.map(({ rank, place }) => `${rank}. ${place}`),
      ),
      ...column('to do', [advice]),
    );
  }
  if (section.left > 0) lines.push(`  … and ${section.left} more (--json lists all)`);
  return lines;
}

function quoted(passage: string | undefined): readonly string[] {
  return passage === undefined ? [] : [`“${passage}”`];
}

function column(label: string, values: readonly string[]): readonly string[] {
  return values.map(
    (value, index) => `    ${(index === 0 ? label : '').padEnd(9)}${plainText(value, 300)}`,
  );
}
