import type { Rule } from './gate-rule.ts';
import { comparable, newOrEdited, noBaseline, removed } from './rules-on-baseline.ts';
import {
  criticalMissed,
  lostTargets,
  notAsked,
  nothingFound,
  recallFloor,
} from './rules-on-results.ts';
import { unjudgedOthers, unjudgedThatMatter } from './rules-on-unjudged.ts';

/** The rules of the gate, in the order in which people read their findings. */
export const gate: readonly Rule[] = [
  nothingFound,
  lostTargets,
  criticalMissed,
  notAsked,
  recallFloor,
  comparable,
  unjudgedThatMatter,
  unjudgedOthers,
  noBaseline,
  newOrEdited,
  removed,
];
