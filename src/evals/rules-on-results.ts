import { plural } from '#util/plural.ts';
import { about, type Rule } from './gate-rule.ts';
import { recallAt } from './score-ranking.ts';

/** A question that was answered in the baseline is not answered now. */
export const lostTargets: Rule = ({ changes }) =>
  about(
    changes.filter(({ kind }) => kind === 'lost'),
    (count) => ({
      weight: 'fail',
      code: 'target_lost',
      message: `${plural(count, 'question')} lost the passage that answered ${count === 1 ? 'it' : 'them'} in the baseline`,
      hint: 'Mend the pages named below; if the change is meant, correct the targets or bless this run with --bless.',
    }),
  );

/** A critical question found no target, whatever the baseline says. */
export const criticalMissed: Rule = ({ changes }) =>
  about(
    changes.filter(({ result }) => result.question.critical && isAgainst(result.outcome)),
    (count) => ({
      weight: 'fail',
      code: 'critical_missed',
      message: `${plural(count, 'critical question')} found no target`,
      hint: 'A critical question must find its target in every run, baseline or not.',
    }),
  );

/** A question that could not be asked is no evidence of anything: the run is not whole. */
export const notAsked: Rule = ({ changes }) =>
  about(
    changes.filter(({ result }) => result.outcome === 'errored'),
    (count) => ({
      weight: 'fail',
      code: 'question_errored',
      message: `${plural(count, 'question')} could not be asked and ${count === 1 ? 'counts' : 'count'} as missed`,
      hint: 'Run it again when the search answers.',
    }),
  );

/** An empty index or a suite for other documentation, which no baseline would notice. */
export const nothingFound: Rule = ({ changes }) => {
  const judged = changes.filter(({ result }) => result.outcome !== 'unjudged');
  const isEmpty = changes.every(({ result }) => result.passages.length === 0);
  if (judged.length === 0 || judged.some(({ result }) => result.outcome === 'found')) return [];
  if (judged.every(({ result }) => result.outcome === 'errored')) return [];
  return [
    {
      weight: 'fail',
      code: 'nothing_found',
      message: isEmpty ? 'Every search came back empty' : 'No question found any of its targets',
      hint: isEmpty
        ? 'Sync the documentation first: twigkit sync.'
        : 'Compare the targets with what the search returns: twigkit search QUESTION --json.',
      questionIds: [],
    },
  ];
};

/** Questions that cannot be judged are counted both ways: only a floor that they decide is open. */
export const recallFloor: Rule = ({ run, changes, floor }) => {
  if (floor === undefined) return [];
  const { topK } = run.suite;
  const total = changes.reduce(
    (sum, { result }) =>
      sum +
      recallAt(
        result.targets.map(({ rank }) => rank),
        topK,
      ),
    0,
  );
  const unjudged = changes.filter(({ result }) => result.outcome === 'unjudged').length;
  const least = total / changes.length;
  const most = (total + unjudged) / changes.length;
  // Sums of thirds are not exact.
  const needed = floor - 1e-9;
  if (least >= needed) return [];
  const isOpen = most >= needed;
  return [
    {
      weight: isOpen ? 'inconclusive' : 'fail',
      code: 'floor_broken',
      message: isOpen
        ? `Recall is somewhere from ${belowFloor(least, floor)} to ${most.toFixed(3)}, and the floor is ${floor}`
        : `Recall is ${belowFloor(most, floor)}, below the floor of ${floor}`,
      hint: isOpen
        ? 'Add a `quote` (some words of the passage) to the targets of the unjudged questions.'
        : 'Mend the pages of the questions that were not found.',
      questionIds: [],
    },
  ];
};

/** With as many digits as it takes not to look like the floor that it misses. */
function belowFloor(recall: number, floor: number): string {
  const rounded = recall.toFixed(3);
  return Number(rounded) < floor ? rounded : recall.toFixed(6);
}

function isAgainst(outcome: 'found' | 'missed' | 'unjudged' | 'errored'): boolean {
  return outcome === 'missed' || outcome === 'errored';
}
