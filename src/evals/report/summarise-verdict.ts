import { plural } from '#util/plural.ts';
import type { CaseChange, ChangeKind } from '../case-change.ts';
import type { Score, Verdict } from '../compare-runs.ts';

/** `PASS`, `FAIL`, `INCONCLUSIVE`. */
export function headlineWord(outcome: Verdict['outcome']): string {
  return outcome.toUpperCase();
}

/** `9 of 12 questions found a target in the first 10 results`, and what else there is to count. */
export function summariseCounts({ counts, suite, baselineQuestionCount }: Verdict): string {
  const rest = [
    counts.errored > 0 ? `${counts.errored} could not be asked` : undefined,
    counts.unjudged > 0 ? `${counts.unjudged} cannot be judged` : undefined,
    baselineQuestionCount === undefined
      ? undefined
      : `${counts.compared} compared with the baseline`,
  ].filter((part) => part !== undefined);
  return [
    `${counts.found} of ${plural(counts.questions, 'question')} found a target in the first ${suite.topK} results`,
    ...rest,
  ].join('; ');
}

export interface ScoreLine {
  readonly name: string;
  readonly value: string;
  /** `-0.167`, `no change`, or empty when there is nothing to compare with. */
  readonly delta: string;
  readonly meaning: string;
}

/** The scores for people, recall first. */
export function describeScores({ scores, suite, counts }: Verdict): readonly ScoreLine[] {
  const words: Readonly<Record<Score['name'], readonly [name: string, meaning: string]>> = {
    hit: [`hit@${suite.topK}`, 'questions that found any of their targets'],
    recall: [`recall@${suite.topK}`, `targets among the first ${suite.topK} results`],
    mrr: ['MRR', 'how far up the first target stands: 1 is first, 0.5 second'],
  };
  const judgedOnly = `; over the ${plural(counts.questions - counts.unjudged, 'question')} that can be judged`;
  return scores
    .filter(({ name }) => name !== 'hit')
    .map(({ name, value, delta }) => ({
      name: words[name][0],
      value: value === undefined ? 'unknown' : value.toFixed(3),
      delta: describeDelta(delta),
      meaning: counts.unjudged === 0 ? words[name][1] : `${words[name][1]}${judgedOnly}`,
    }));
}

function describeDelta(delta: number | undefined): string {
  if (delta === undefined) return '';
  if (Math.abs(delta) < 0.0005) return 'no change';
  return `${delta > 0 ? '+' : ''}${delta.toFixed(3)}`;
}

/** One part of a report: the questions of one kind, as many as a reader wants to see. */
export interface Section {
  readonly kind: ChangeKind;
  readonly title: string;
  /** Whether each question is explained, or only named with target and ranks. */
  readonly detailed: boolean;
  readonly changes: readonly CaseChange[];
  /** How many more there are. */
  readonly left: number;
}

const sections: readonly (readonly [
  ChangeKind,
  title: string,
  limit: number,
  detailed: boolean,
])[] = [
  ['lost', 'Lost: answered in the baseline, not now', 25, true],
  ['errored', 'Could not be asked', 10, true],
  ['missed', 'Not found', 15, true],
  ['worsened', 'Further down than before, but still found', 15, true],
  ['unjudged', 'Cannot be judged', 10, false],
  ['gained', 'Found now, not before', 10, false],
  ['improved', 'Further up than before', 10, false],
];

/** The questions worth reading about, worst first, within the limits of a report. */
export function sectionsOf(verdict: Verdict): readonly Section[] {
  return sections.flatMap(([kind, title, limit, detailed]) => {
    const changes = verdict.changes.filter((change) => change.kind === kind);
    if (changes.length === 0) return [];
    const shown = changes.slice(0, limit);
    return [{ kind, title, detailed, changes: shown, left: changes.length - shown.length }];
  });
}
