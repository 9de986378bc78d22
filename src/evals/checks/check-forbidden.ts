import type { Passage } from '#core/retriever.ts';
import { matchTarget } from '../match-target.ts';
import { describeTarget, type Target } from '../suite.ts';
import type { CheckResult } from './answer-result.ts';

/** Whether none of the places that must not be cited is among the passages; one result for each place. */
export function checkForbidden(
  forbidden: readonly Target[],
  passages: readonly Passage[],
  where: 'sources' | 'results',
): readonly CheckResult[] {
  return forbidden.map((target) => {
    const matches = passages.map((passage) => matchTarget(passage, target));
    const name = 'must_not_cite';
    const place = describeTarget(target);
    const rank = matches.indexOf('match') + 1;
    if (rank > 0) {
      const among = where === 'sources' ? 'the answer cites it' : `it is result ${rank}`;
      return { name, outcome: 'failed', message: `Expected nothing from ${place}: ${among}` };
    }
    if (matches.includes('unjudged')) {
      const message = `The server does not tell whether something is from ${place}`;
      return { name, outcome: 'unjudged', message };
    }
    return { name, outcome: 'passed', message: `Nothing is from ${place}` };
  });
}
