import { plural } from '#util/plural.ts';
import { about, type Rule } from './gate-rule.ts';

/** Critical questions, and those found in the baseline: they may be lost without our seeing it. */
export const unjudgedThatMatter: Rule = ({ changes }) =>
  about(
    changes.filter(
      ({ result, before }) =>
        result.outcome === 'unjudged' && (result.question.critical || before?.outcome === 'found'),
    ),
    (count) => ({
      weight: 'inconclusive',
      code: 'unjudged',
      message: `${plural(count, 'question')} that must be found cannot be judged: the server does not tell which page or section its results come from`,
      hint: 'Add a `quote` (some words of the passage) to the targets of these questions.',
    }),
  );

/** The rest decides nothing, unless nothing else is left. */
export const unjudgedOthers: Rule = ({ changes }) => {
  const unjudged = changes.filter(({ result }) => result.outcome === 'unjudged');
  const others = unjudged.filter(
    ({ result, before }) => !result.question.critical && before?.outcome !== 'found',
  );
  return about(others, (count) => ({
    weight: unjudged.length === changes.length ? 'inconclusive' : 'note',
    code: 'unjudged',
    message: `${plural(count, 'question')} cannot be judged and ${count === 1 ? 'is' : 'are'} left out of the scores`,
    hint: 'Add a `quote` (some words of the passage) to their targets.',
  }));
};
