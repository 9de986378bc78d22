import type { Rule } from './gate-rule.ts';
import { comparable, newOrEdited, noBaseline, removed } from './rules-on-baseline.ts';
import { floorsHold } from './rules-on-floors.ts';
import { criticalMissed, lostAnswers, notAsked, nothingFound } from './rules-on-results.ts';
import { primaryDropped, secondaryDropped } from './rules-on-scores.ts';
import { duplicateQuestions, staleTargets, unjudgedResults } from './rules-on-suite.ts';
import { answersUnchecked, unjudgedOthers, unjudgedThatMatter } from './rules-on-unjudged.ts';

/** The rules of the gate, in the order in which people read their findings. */
export const gate: readonly Rule[] = [
  nothingFound,
  lostAnswers,
  criticalMissed,
  notAsked,
  primaryDropped,
  floorsHold,
  comparable,
  unjudgedThatMatter,
  secondaryDropped,
  staleTargets,
  duplicateQuestions,
  unjudgedResults,
  unjudgedOthers,
  answersUnchecked,
  noBaseline,
  newOrEdited,
  removed,
];
