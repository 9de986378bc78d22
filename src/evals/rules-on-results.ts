import { plural } from '#util/plural.ts';
import { stateOf } from './case-state.ts';
import { about, type Rule } from './gate-rule.ts';

/** A question that was answered in the baseline is not answered now. */
export const lostAnswers: Rule = ({ run, changes }) =>
  about(
    changes.filter(({ kind }) => kind === 'lost'),
    (count) => ({
      weight: run.suite.gate.onLost,
      code: 'target_lost',
      message: `${plural(count, 'question')} lost the passage that answered ${count === 1 ? 'it' : 'them'} in the baseline`,
      hint: 'Mend the pages named below; if the change is meant, correct the targets or bless this run with --bless.',
    }),
  );

/** A critical question found no target, or its answer failed a check, whatever the baseline says. */
export const criticalMissed: Rule = ({ changes }) =>
  about(
    changes.filter(({ result }) => result.question.critical && isAgainst(stateOf(result))),
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
  const judged = changes.filter(({ result }) =>
    ['found', 'missed', 'errored'].includes(result.outcome),
  );
  const isEmpty = changes.every(({ result }) => result.passages.length === 0);
  if (judged.length === 0 || judged.some(({ result }) => result.outcome === 'found')) return [];
  if (judged.every(({ result }) => result.outcome === 'errored')) return [];
  return [
    {
      weight: 'fail',
      code: 'nothing_found',
      message: isEmpty ? 'Every search came back empty' : 'No question found any of its targets',
      hint: isEmpty
        ? 'Sync the documentation first: twigkit sync. If that was done, no page has words of these questions.'
        : 'Compare the targets with what the search returns: twigkit search QUESTION --json.',
      questionIds: [],
    },
  ];
};

function isAgainst(state: ReturnType<typeof stateOf>): boolean {
  return state === 'bad' || state === 'errored';
}
