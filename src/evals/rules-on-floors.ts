import { scoreCase } from './case-scores.ts';
import { stateOf } from './case-state.ts';
import type { Evidence, Finding, Rule } from './gate-rule.ts';
import type { MetricName } from './metrics/metric-names.ts';
import { metricWords } from './metrics/metric-words.ts';

/** Questions that cannot be judged are counted both ways: only a floor that they decide is open. */
export const floorsHold: Rule = (evidence) =>
  [...evidence.floors].flatMap(([name, floor]) => checkFloor(name, floor, evidence));

function checkFloor(
  name: MetricName,
  floor: number,
  { run, changes }: Evidence,
): readonly Finding[] {
  let total = 0;
  let judged = 0;
  let unjudged = 0;
  for (const { result } of changes) {
    const score = scoreCase(name, result.question, result, run.suite.topK);
    if (score !== undefined) {
      total += Number.isFinite(score) ? score : 0;
      judged += 1;
    } else if (concerns(name, result)) unjudged += 1;
  }
  const count = judged + unjudged;
  const label = metricWords(name, run.suite.topK).title;
  if (count === 0) {
    const message = `${label} has a floor of ${floor}, and no question is measured by it`;
    const hint = 'Remove the floor, or add questions that it is about.';
    return [{ weight: 'inconclusive', code: 'floor_empty', message, hint, questionIds: [] }];
  }
  const least = total / count;
  const most = (total + unjudged) / count;
  // Sums of thirds are not exact.
  const needed = floor - 1e-9;
  if (least >= needed) return [];
  const isOpen = most >= needed;
  return [
    {
      weight: isOpen ? 'inconclusive' : 'fail',
      code: 'floor_broken',
      message: isOpen
        ? `${label} is somewhere from ${belowFloor(least, floor)} to ${most.toFixed(3)}, and the floor is ${floor}`
        : `${label} is ${belowFloor(most, floor)}, below the floor of ${floor}`,
      hint: isOpen
        ? 'Add a `quote` (some words of the passage) to the targets of the unjudged questions.'
        : 'Mend the pages of the questions that were not found.',
      questionIds: [],
    },
  ];
}

/** Whether the measure would say something of a question that cannot be judged. */
function concerns(name: MetricName, result: Evidence['changes'][number]['result']): boolean {
  if (name === 'answered') return result.answer?.outcome === 'unjudged';
  return result.outcome === 'unjudged' && stateOf(result) !== 'good';
}

/** With as many digits as it takes not to look like the floor that it misses. */
function belowFloor(value: number, floor: number): string {
  const rounded = value.toFixed(3);
  return Number(rounded) < floor ? rounded : value.toFixed(6);
}
