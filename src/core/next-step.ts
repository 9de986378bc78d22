import {
  FixCredentialsError,
  FixInputError,
  PlanAgainError,
  RetryError,
  SkipDocumentError,
  StopScopeError,
} from './errors.ts';

export type NextStep =
  | { readonly do: 'retry'; readonly afterMs: number | undefined }
  | { readonly do: 'skip-document' }
  | { readonly do: 'stop-scope' }
  | { readonly do: 'plan-again' }
  | { readonly do: 'ask-a-person'; readonly about: 'credentials' | 'input' }
  | { readonly do: 'stop-run' };

/**
 * The one place that turns an error into what happens next. An error that is not ours stops the run:
 * what we did not foresee we do not step over.
 */
export function nextStep(error: unknown): NextStep {
  if (error instanceof RetryError) return { do: 'retry', afterMs: error.retryAfterMs };
  if (error instanceof SkipDocumentError) return { do: 'skip-document' };
  if (error instanceof StopScopeError) return { do: 'stop-scope' };
  if (error instanceof PlanAgainError) return { do: 'plan-again' };
  if (error instanceof FixCredentialsError) return { do: 'ask-a-person', about: 'credentials' };
  if (error instanceof FixInputError) return { do: 'ask-a-person', about: 'input' };
  return { do: 'stop-run' };
}

/** 2 for what the person at the keyboard can correct (usage, configuration), else 1. */
export function exitCodeOf(error: unknown): 1 | 2 {
  const step = nextStep(error);
  return step.do === 'ask-a-person' && step.about === 'input' ? 2 : 1;
}
