import type { Verdict } from '#evals/compare-runs.ts';

/**
 * 0 lets a change through, 3 stops it. Without a baseline there is nothing to regress from: when that
 * alone leaves the verdict open, the change passes. What else cannot be judged stops it.
 */
export function gateExitCode({ outcome, findings }: Pick<Verdict, 'outcome' | 'findings'>): 0 | 3 {
  if (outcome === 'pass' || outcome === 'pass-with-warning') return 0;
  const open = findings.filter(({ weight }) => weight === 'inconclusive');
  const isFirstRun = open.length > 0 && open.every(({ code }) => code === 'no_baseline');
  return outcome === 'inconclusive' && isFirstRun ? 0 : 3;
}
