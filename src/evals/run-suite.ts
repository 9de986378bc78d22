import PQueue from 'p-queue';
import type { Answerer } from '#core/answerer.ts';
import type { Clock } from '#core/clock.ts';
import { nextStep } from '#core/next-step.ts';
import type { Retriever } from '#core/retriever.ts';
import { asError } from '#util/as-error.ts';
import { type Asked, askQuestion } from './ask-question.ts';
import { type CaseResult, erroredCase } from './case-result.ts';
import type { Judge } from './judge/create-judge.ts';
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
  /** Called as each question is through, in no order; awaited before the next is asked in its place. */
  readonly onCase?: (result: CaseResult) => void | Promise<void>;
  /** Restricts the search; default everything that the key may read. */
  readonly dataSourceIds?: readonly string[];
  /** Asked for answers, on behalf of the suite's agent. Default: checks of answers stay unjudged. */
  readonly answerer?: Answerer | undefined;
  /** Says how good answers are; its opinion decides nothing. */
  readonly judge?: Judge | undefined;
  /** Results of an interrupted run, by question id: these are not asked again. */
  readonly done?: ReadonlyMap<string, CaseResult>;
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
  const { clock, answerer, judge, dataSourceIds, done, onCase, concurrency = 4 } = options;
  const asked: Asked = { retriever, answerer, judge, clock, dataSourceIds };
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  const queue = new PQueue({ concurrency });
  const results = suite.questions.map(async (question) => {
    const known = done?.get(question.id);
    if (known) return known;
    return queue.add(async () => {
      either.throwIfAborted();
      const result = await tryQuestion(suite, question, asked, either);
      await onCase?.(result);
      return result;
    });
  });
  try {
    return { suite, cases: await Promise.all(results) };
  } catch (error) {
    end.abort(error);
    // Nothing of the run may outlive the call.
    await Promise.allSettled(results);
    throw error;
  }
}

async function tryQuestion(
  suite: Suite,
  question: Question,
  asked: Asked,
  signal: AbortSignal,
): Promise<CaseResult> {
  const startedAt = asked.clock.now();
  try {
    return await askQuestion(suite, question, asked, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    const step = nextStep(thrown);
    if (step.do === 'ask-a-person' && step.about === 'credentials') throw thrown;
    return erroredCase(question, asError(thrown), asked.clock.now() - startedAt);
  }
}
