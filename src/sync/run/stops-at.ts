import { StopRunError } from '#core/errors.ts';
import { nextStep } from '#core/next-step.ts';

/**
 * How much an error of a source or of the converter ends. Most end one document (or, thrown by
 * `read`, one scope): neither ever deletes, both are reported, so that one bad document does not stop
 * fifty thousand good ones. That holds for errors nobody foresaw too; only what is the whole run's
 * business stops the run.
 */
export function stopsAt(error: unknown): 'document' | 'scope' | 'run' {
  const step = nextStep(error);
  switch (step.do) {
    case 'retry':
    case 'skip-document':
      return 'document';
    case 'stop-scope':
      return 'scope';
    case 'plan-again':
    case 'ask-a-person':
      return 'run';
    case 'stop-run':
      return error instanceof StopRunError ? 'run' : 'document';
    default:
      return step satisfies never;
  }
}
