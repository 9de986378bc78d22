import { cutText } from '#util/cut-text.ts';
import { plural } from '#util/plural.ts';
import { foldWords } from './fold-words.ts';
import type { Rule } from './gate-rule.ts';

/** Targets that name a document which is not there: a page was moved, or the path is wrong. */
export const staleTargets: Rule = ({ staleTargets: stale }) => {
  if (stale.size === 0) return [];
  const all = [...stale.values()].flat();
  const named = all.slice(0, 3).join(', ');
  return [
    {
      weight: 'warn',
      code: 'targets_stale',
      message: `${plural(all.length, 'target names', 'targets name')} a document that the index does not have: ${cutText(named, 200)}${all.length > 3 ? ', …' : ''}`,
      hint: 'Correct the path or address of these targets, or sync the documents.',
      questionIds: [...stale.keys()],
    },
  ];
};

/** The same words twice count twice in every score. */
export const duplicateQuestions: Rule = ({ run }) => {
  const byWords = Map.groupBy(run.suite.questions, ({ text }) => foldWords(text));
  const repeated = [...byWords.values()].filter((group) => group.length > 1);
  const [first] = repeated;
  if (first === undefined) return [];
  return [
    {
      weight: 'warn',
      code: 'questions_duplicate',
      message: `${plural(repeated.length, 'question stands', 'questions stand')} in the suite more than once: ${first.map(({ id }) => cutText(id, 60)).join(', ')}${repeated.length > 1 ? ', …' : ''}`,
      hint: 'Keep one of each; give it the targets of all.',
      questionIds: repeated.flatMap((group) => group.map(({ id }) => id)),
    },
  ];
};

/** Where judgements say what does not help as well, results that nobody judged make scores too low. */
export const unjudgedResults: Rule = ({ run, scores }) => {
  const { questions } = run.suite;
  const graded = questions.filter(({ rejected }) => rejected !== undefined).length;
  const share = scores.find(({ name }) => name === 'judged')?.value;
  if (graded < questions.length / 2 || share === undefined || share >= 0.5) return [];
  return [
    {
      weight: 'warn',
      code: 'results_unjudged',
      message: `Only ${Math.round(share * 100)} % of the results were ever judged: the scores are too low, and bpref is the fairest`,
      hint: 'Judge what comes up now, or look at bpref.',
      questionIds: [],
    },
  ];
};
