import type { ScoredCase } from './case-scores.ts';

/**
 * How a question stands, search and answer together.
 *
 * - `good`: a target is found, and the answer passed whatever was checked of it.
 * - `bad`: no target is found, or a check of the answer failed.
 * - `unjudged`: the server tells too little, or no agent was asked where only the answer counts.
 * - `errored`: it could not be asked.
 */
export type CaseState = 'good' | 'bad' | 'unjudged' | 'errored';

export function stateOf({ outcome, answer }: Pick<ScoredCase, 'outcome' | 'answer'>): CaseState {
  if (outcome === 'errored') return 'errored';
  if (outcome === 'missed' || answer?.outcome === 'failed') return 'bad';
  if (outcome === 'unjudged') return 'unjudged';
  return outcome === 'no_targets' && answer?.outcome !== 'passed' ? 'unjudged' : 'good';
}
