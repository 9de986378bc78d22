import PQueue from 'p-queue';
import type { Clock } from '#core/clock.ts';
import { nextStep } from '#core/next-step.ts';
import type { Retriever } from '#core/retriever.ts';
import { asError } from '#util/as-error.ts';
import { type CaseResult, erroredCase, judgeCase } from './case-result.ts';
import type { Question, Suite } from './suite.ts';

/** What came of asking every question of a suite once. */
export interface SuiteRun {
  readonly suite: Suite;
  /** One per question, in the order of the suite. */
  readonly cases: readonly CaseResult[];
}

export interface RunSuiteOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** How many questions are asked at the same time. Default 4. */
  readonly concurrency?: number;
  /** Called as each question is through, in no order. */
  readonly onCase?: (result: CaseResult) => void;
  /** Restricts the search; default everything that the key may read. */
  readonly dataSourceIds?: readonly string[];
}

/**
 * Asks every question of a suite. A question that cannot be asked is a result, not an end.
 *
 * @throws FixCredentialsError at once: with a wrong key every question fails alike.
 * @throws the signal's reason when it is aborted.
 *
 * @example
 * const run = await runSuite(suite, retriever, { clock: systemClock }, signal);
 */
export async function runSuite(
  suite: Suite,
  retriever: Retriever,
  options: RunSuiteOptions,
  signal: AbortSignal,
): Promise<SuiteRun> {
  signal.throwIfAborted();
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  const queue = new PQueue({ concurrency: options.concurrency ?? 4 });
  const asked = suite.questions.map((question) =>
    queue.add(async () => {
      either.throwIfAborted();
      const result = await askQuestion(suite, question, retriever, options, either);
      options.onCase?.(result);
      return result;
    }),
  );
  try {
    return { suite, cases: await Promise.all(asked) };
  } catch (error) {
    end.abort(error);
    // Nothing of the run may outlive the call.
    await Promise.allSettled(asked);
    throw error;
  }
}

async function askQuestion(
  suite: Suite,
  question: Question,
  retriever: Retriever,
  { clock, dataSourceIds }: RunSuiteOptions,
  signal: AbortSignal,
): Promise<CaseResult> {
  const startedAt = clock.now();
  const query = { text: question.text, limit: suite.topK, ...(dataSourceIds && { dataSourceIds }) };
  try {
    const passages = await retriever.search(query, signal);
    return judgeCase(question, passages.slice(0, suite.topK), clock.now() - startedAt);
  } catch (thrown) {
    signal.throwIfAborted();
    const step = nextStep(thrown);
    if (step.do === 'ask-a-person' && step.about === 'credentials') throw thrown;
    return erroredCase(question, asError(thrown), clock.now() - startedAt);
  }
}
