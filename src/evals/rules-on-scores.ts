import type { Rule } from './gate-rule.ts';
import { metricWords } from './metrics/metric-words.ts';

/** The one measure that gates has dropped, by more than is let through, and hardly by chance. */
export const primaryDropped: Rule = ({ run, primary }) => {
  const { margin, alpha } = run.suite.gate;
  const { change } = primary;
  // A hair is rounding.
  if (change === undefined || !(change.delta < -margin - 1e-9)) return [];
  const { title } = metricWords(primary.name, run.suite.topK);
  const drop = `${title} dropped by ${Math.abs(change.delta).toFixed(3)} over ${change.pairCount} questions`;
  const isSure = change.pValue <= alpha;
  return [
    isSure
      ? {
          weight: 'fail',
          code: 'primary_dropped',
          message: `${drop}, more than chance explains (p ${formatP(change.pValue)})`,
          hint: 'Mend the pages of the questions that moved down; if the change is meant, bless this run with --bless.',
          questionIds: [],
        }
      : {
          weight: 'warn',
          code: 'primary_drop_uncertain',
          message: `${drop}, which chance may explain (p ${formatP(change.pValue)})`,
          hint: 'Look at the questions that moved down; more questions would tell.',
          questionIds: [],
        },
  ];
};

/** Another measure has dropped, certain even among so many that were looked at. */
export const secondaryDropped: Rule = ({ run, scores }) => {
  const { topK, gate } = run.suite;
  const dropped = scores.filter(
    ({ change, adjustedPValue }) =>
      change !== undefined &&
      change.delta < -gate.margin &&
      adjustedPValue !== undefined &&
      adjustedPValue <= gate.alpha,
  );
  if (dropped.length === 0) return [];
  const list = dropped.map(
    ({ name, delta, adjustedPValue }) =>
      `${metricWords(name, topK).title} by ${Math.abs(delta ?? 0).toFixed(3)} (p ${formatP(adjustedPValue ?? 1)})`,
  );
  return [
    {
      weight: 'warn',
      code: 'secondary_dropped',
      message: `Other measures dropped more than chance explains: ${list.join(', ')}`,
      hint: 'They do not gate; gate.primary in the suite says which one does.',
      questionIds: [],
    },
  ];
};

/** `= 0.031`, `< 0.001`. */
export function formatP(pValue: number): string {
  return pValue < 0.001 ? '< 0.001' : `= ${pValue.toFixed(3)}`;
}
