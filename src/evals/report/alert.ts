import { plural } from '#util/plural.ts';
import type { Verdict } from '../compare-runs.ts';
import { explainChange } from './explain-change.ts';
import { plainText } from './plain-text.ts';
import { headlineWord, summariseCounts } from './summarise-verdict.ts';

/** A message to people who were not waiting for it. Text of others is in it as it came: escape it. */
export interface Alert {
  readonly title: string;
  readonly summary: string;
  /** The questions to look at, worst first. */
  readonly questions: readonly AlertedQuestion[];
  /** How many more there are. */
  readonly left: number;
  /** Why the gate is red, where no question says it. */
  readonly reasons: readonly string[];
}

export interface AlertedQuestion {
  readonly id: string;
  readonly question: string;
  readonly targets: readonly string[];
  /** `rank 1 before, not in the first 10 now`. */
  readonly movement: string;
  /** Words that answered it in the baseline. */
  readonly passageBefore: string | undefined;
  /** Words of what comes first now. */
  readonly passageNow: string | undefined;
  readonly advice: string;
}

const mostQuestions = 5;

/** What to say when an eval turned red, or green again. */
export function writeAlert(verdict: Verdict, turned: 'red' | 'green'): Alert {
  const { suite, changes, findings } = verdict;
  const worst = changes.filter(({ kind }) => alarming.has(kind));
  const shown = turned === 'red' ? worst.slice(0, mostQuestions) : [];
  const name = plainText(suite.name, 80);
  return {
    title:
      turned === 'red'
        ? `Eval ${name} is red: ${headlineWord(verdict.outcome)}`
        : `Eval ${name} is green again`,
    summary: summariseCounts(verdict),
    questions: shown.map((change) => {
      const { question, targets, movement, passageBefore, passageNow, advice } = explainChange(
        change,
        suite.topK,
      );
      return {
        id: change.result.question.id,
        question: plainText(question, 300),
        targets: targets.map((target) => plainText(target, 200)),
        movement: plainText(movement),
        passageBefore: passageBefore && plainText(passageBefore, 300),
        passageNow: passageNow && plainText(passageNow, 300),
        advice: plainText(advice, 300),
      };
    }),
    left: turned === 'red' ? worst.length - shown.length : 0,
    reasons: findings
      .filter(({ weight }) => turned === 'red' && (weight === 'fail' || weight === 'inconclusive'))
      .map(({ message }) => plainText(message, 300)),
  };
}

const alarming: ReadonlySet<string> = new Set(['lost', 'errored', 'missed', 'worsened']);

/** The alert as a message for Slack. Nothing in it can mention people or make a link of its own. */
export function renderSlackAlert(alert: Alert): string {
  const lines = [`*${escapeSlack(alert.title)}*`, escapeSlack(alert.summary)];
  for (const reason of alert.reasons) lines.push(`• ${escapeSlack(reason)}`);
  for (const asked of alert.questions) {
    lines.push('', `*${escapeSlack(asked.question)}*`);
    lines.push(`${escapeSlack(asked.targets.join(', '))}: ${escapeSlack(asked.movement)}`);
    if (asked.passageBefore) lines.push(`> before: “${escapeSlack(asked.passageBefore)}”`);
    if (asked.passageNow) lines.push(`> first now: “${escapeSlack(asked.passageNow)}”`);
    lines.push(escapeSlack(asked.advice));
  }
  if (alert.left > 0) lines.push('', `… and ${plural(alert.left, 'more question')}`);
  return lines.join('\n');
}

/** As Slack asks for it; the marks of its formatting lose their meaning by a character of no width. */
function escapeSlack(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`]/g, '\u200b$&');
}
