import { plural } from '#util/plural.ts';
import type { CaseChange } from './case-change.ts';
import { stateOf } from './case-state.ts';
import { about, type Rule } from './gate-rule.ts';

/** Critical questions, and those that were good in the baseline: they may be lost without our seeing it. */
export const unjudgedThatMatter: Rule = ({ changes }) =>
  about(
    changes.filter((change) => isUnjudged(change) && matters(change)),
    (count) => ({
      weight: 'inconclusive',
      code: 'unjudged',
      message: `${plural(count, 'question')} that must be found cannot be judged: the server does not tell which page or section its results come from`,
      hint: 'Add a `quote` (some words of the passage) to the targets of these questions.',
    }),
  );

/** The rest decides nothing, unless nothing else is left. */
export const unjudgedOthers: Rule = ({ changes }) => {
  const unjudged = changes.filter(isUnjudged);
  return about(
    unjudged.filter((change) => !matters(change)),
    (count) => ({
      weight: unjudged.length === changes.length ? 'inconclusive' : 'note',
      code: 'unjudged',
      message: `${plural(count, 'question')} cannot be judged and ${count === 1 ? 'is' : 'are'} left out of the scores`,
      hint: 'Add a `quote` (some words of the passage) to their targets.',
    }),
  );
};

/** Checks of answers need an agent. Where nothing but the answer counts, the question stays open. */
export const answersUnchecked: Rule = ({ run, changes }) => {
  const open = changes.filter(({ result }) =>
    result.answer?.checks.some(({ name, outcome }) => name === 'answer' && outcome === 'unjudged'),
  );
  const onlyAnswer = open.filter(({ result }) => result.outcome === 'no_targets');
  const isDecisive = onlyAnswer.some(matters) || onlyAnswer.length === changes.length;
  return about(open, (count) => ({
    weight: isDecisive ? 'inconclusive' : 'note',
    code: 'answers_unchecked',
    message: `The ${count === 1 ? 'answer' : 'answers'} of ${plural(count, 'question')} ${count === 1 ? 'was' : 'were'} not checked: no agent was asked`,
    hint: `Name one: twigkit eval ${run.suite.fileName} --agent AGENT_ID`,
  }));
};

/** Of the search; what only lacks an agent has a rule of its own. */
function isUnjudged({ result }: CaseChange): boolean {
  const lacksAgent = result.answer?.checks.some(({ name }) => name === 'answer') === true;
  return stateOf(result) === 'unjudged' && !(result.outcome === 'no_targets' && lacksAgent);
}

function matters({ result, before }: CaseChange): boolean {
  return result.question.critical || (before !== undefined && stateOf(before) === 'good');
}
