import type { CaseChange, ChangeKind } from '../case-change.ts';
import type { RankedPassage } from '../case-result.ts';
import type { Verdict } from '../compare-runs.ts';
import { escapeXml } from './escape-xml.ts';
import { type Explanation, explainChange } from './explain-change.ts';
import { htmlStyle } from './html-style.ts';
import {
  describeAllScores,
  describeComparison,
  describeLatency,
  headlineWord,
  summariseCounts,
} from './summarise-verdict.ts';

/** Beyond these a browser groans and nobody reads; the JSON report has all. */
const mostQuestions = 2_000;

/**
 * A verdict as one HTML file for people: no script, nothing loaded from elsewhere, readable with a
 * screen reader and on paper. Everything that comes from questions, documents and servers is escaped.
 */
export function renderHtml(verdict: Verdict): string {
  const { suite, outcome, changes } = verdict;
  const title = `${headlineWord(outcome)}: ${suite.name}`;
  const left = changes.length - mostQuestions;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeXml(title)}</title><style>${htmlStyle}</style></head><body>`,
    `<header class="${outcome}"><p class="word">${headlineWord(outcome)}</p>`,
    `<h1>${escapeXml(suite.name)}</h1><p>${escapeXml(summariseCounts(verdict))}.</p></header>`,
    '<main>',
    renderFindings(verdict),
    renderScores(verdict),
    '<section><h2>Questions</h2>',
    ...changes.slice(0, mostQuestions).map((change) => renderQuestion(change, verdict)),
    left > 0 ? `<p>… and ${left} more; the JSON report has all.</p>` : '',
    '</section>',
    renderRemoved(verdict),
    '</main></body></html>',
    '',
  ].join('\n');
}

const weightWords = { fail: 'Fails', inconclusive: 'Open', warn: 'Warning', note: 'Note' } as const;

function renderFindings({ findings }: Verdict): string {
  if (findings.length === 0) return '';
  const items = findings.map(({ weight, message, hint }) => {
    const cure = hint === undefined ? '' : `<br><span class="quiet">${escapeXml(hint)}</span>`;
    return `<li class="${weight}"><b>${weightWords[weight]}:</b> ${escapeXml(message)}.${cure}</li>`;
  });
  return `<section><h2>Why</h2><ul class="findings">${items.join('')}</ul></section>`;
}

function renderScores(verdict: Verdict): string {
  const rows = describeAllScores(verdict).map(
    ({ name, value, delta, meaning }) =>
      `<tr><th scope="row">${escapeXml(name)}</th><td>${value}</td><td>${delta}</td><td>${escapeXml(meaning)}</td></tr>`,
  );
  const comparison = describeComparison(verdict);
  const latency = describeLatency(verdict);
  return [
    '<section><h2>Scores</h2><table><thead><tr><th scope="col">Score</th><th scope="col">Now</th>',
    '<th scope="col">Change</th><th scope="col">Meaning</th></tr></thead><tbody>',
    ...rows,
    '</tbody></table>',
    comparison === undefined ? '' : `<p class="quiet">${escapeXml(comparison, 600)}</p>`,
    latency === undefined ? '' : `<p class="quiet">Search: ${latency}.</p>`,
    '</section>',
  ].join('');
}

const kindWords: Readonly<Record<ChangeKind, string>> = {
  lost: 'lost',
  errored: 'not asked',
  missed: 'not found',
  worsened: 'further down',
  unjudged: 'not judged',
  gained: 'gained',
  improved: 'further up',
  steady: 'good',
};

/** What went wrong lies open, the rest is folded. */
const open: ReadonlySet<ChangeKind> = new Set(['lost', 'errored']);

function renderQuestion(change: CaseChange, { suite }: Verdict): string {
  const { kind, result } = change;
  const explained = explainChange(change, suite.topK);
  const { targets, movement, advice, answerFaults, opinion } = explained;
  const tags = result.question.tags.map((tag) => `<span class="tag">${escapeXml(tag, 40)}</span>`);
  return [
    `<details${open.has(kind) ? ' open' : ''}><summary><span class="kind ${kind}">${kindWords[kind]}</span> `,
    `${escapeXml(explained.question)} <span class="quiet">${escapeXml(explained.label, 120)}</span>${tags.join('')}</summary><dl>`,
    term(targets.length === 1 ? 'Target' : 'Targets', targets),
    term('Result', [movement]),
    renderPassages(explained),
    term('Answer', result.answer?.text === undefined ? [] : [result.answer.text], 1_200),
    term('Checks', answerFaults),
    term('Sources', result.answer?.sources ?? []),
    term('Judge', opinion === undefined ? [] : [opinion]),
    kind === 'steady' || kind === 'gained' || kind === 'improved' ? '' : term('To do', [advice]),
    '</dl>',
    renderResults(result.passages),
    '</details>',
  ].join('');
}

function renderPassages({ passageBefore, passageNow }: Explanation): string {
  if (passageBefore === passageNow) return term('Passage', passageNow ? [passageNow] : []);
  return [
    term('Passage before', passageBefore ? [passageBefore] : []),
    term('Passage now', passageNow ? [passageNow] : []),
  ].join('');
}

function renderResults(passages: readonly RankedPassage[]): string {
  if (passages.length === 0) return '';
  const items = passages
    .slice(0, 10)
    .map(({ title, headings, path, url, anchor, snippet, match }) => {
      const place = `${path ?? url ?? ''}${anchor === undefined || url?.includes('#') ? '' : `#${anchor}`}`;
      const name = [title, ...headings.filter((heading) => heading !== title)].join(' › ');
      const mark = match === 'match' ? ' <span class="kind gained">target</span>' : '';
      return `<li><b>${escapeXml(name, 200)}</b>${mark} <span class="quiet">${escapeXml(place, 200)}</span><br>${escapeXml(snippet, 240)}</li>`;
    });
  return `<details class="results"><summary>What comes up</summary><ol>${items.join('')}</ol></details>`;
}

function renderRemoved({ removed }: Verdict): string {
  if (removed.length === 0) return '';
  const items = removed.map(({ question }) => `<li>${escapeXml(question)}</li>`);
  return `<section><h2>No longer in the suite</h2><ul>${items.join('')}</ul></section>`;
}

function term(label: string, values: readonly string[], maxLength = 400): string {
  if (values.length === 0) return '';
  const cells = values.map((value) => `<dd>${escapeXml(value, maxLength)}</dd>`);
  return `<dt>${label}</dt>${cells.join('')}`;
}
