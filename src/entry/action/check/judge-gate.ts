import type { Verdict } from '#evals/compare-runs.ts';
import { plural } from '#util/plural.ts';
import type { ActionSettings } from '../settings.ts';

export interface GateJudgement {
  /** The worst of all verdicts; undefined without any. */
  readonly outcome: Verdict['outcome'] | undefined;
  /** Why the job fails; undefined when the gate lets it pass. */
  readonly failure: string | undefined;
  /** What a person should hear although the job passes. */
  readonly warning: string | undefined;
}

const worstFirst: readonly Verdict['outcome'][] = [
  'fail',
  'inconclusive',
  'pass-with-warning',
  'pass',
];

export function worseOf(a: Verdict, b: Verdict): number {
  return worstFirst.indexOf(a.outcome) - worstFirst.indexOf(b.outcome);
}

/**
 * Whether the job fails. What could not be judged stops it too, but for a base that cannot be had:
 * that is no fault of the change, and floors and critical questions were looked at.
 */
export function judgeGate(
  verdicts: readonly Verdict[],
  failOn: ActionSettings['failOn'],
): GateJudgement {
  const [worst] = verdicts.toSorted(worseOf);
  if (worst === undefined) return { outcome: undefined, failure: undefined, warning: undefined };
  const { outcome } = worst;
  const reasons = verdicts.flatMap(({ findings, suite }) =>
    findings
      .filter(({ weight }) => weight === (outcome === 'inconclusive' ? 'inconclusive' : 'fail'))
      .map((finding) => ({ ...finding, suite: suite.name })),
  );
  const said = reasons.map(({ message, suite }) => `${suite}: ${message}.`).join(' ');
  if (outcome === 'fail') {
    const failure = `The gate failed. ${said} The job summary shows each question.`;
    return failOn === 'never'
      ? { outcome, failure: undefined, warning: failure }
      : { outcome, failure, warning: undefined };
  }
  if (outcome !== 'inconclusive') return { outcome, failure: undefined, warning: undefined };
  const isBaseOnly = reasons.every(({ code }) => code === 'base_missing');
  const hints = [...new Set(reasons.flatMap(({ hint }) => hint ?? []))].join(' ');
  const open = `The gate is open: ${plural(reasons.length, 'thing')} could not be judged. ${said} ${hints}`;
  return isBaseOnly || failOn === 'never'
    ? { outcome, failure: undefined, warning: open }
    : { outcome, failure: open, warning: undefined };
}
