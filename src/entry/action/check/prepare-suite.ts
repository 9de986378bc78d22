import { normalisePath } from '#evals/document-address.ts';
import { asksForTargets, type Question, type Suite } from '#evals/suite.ts';

export interface PreparedSuite {
  /** Questions of which the search alone can say something; those that the change touches lead. */
  readonly suite: Suite;
  /** How many questions point at a page that the change touches. */
  readonly touchedCount: number;
  /** How many questions ask for nothing but an answer, and are not asked here. */
  readonly answerOnlyCount: number;
}

/**
 * A suite as an offline check can ask it: there is no agent, so whatever is said of answers is put
 * aside.
 *
 * @param changed ids of the documents that the change touches
 */
export function prepareSuite(suite: Suite, changed: ReadonlySet<string>): PreparedSuite {
  const touched = (question: Question) =>
    question.targets.some(({ path }) => path !== undefined && changed.has(normalisePath(path)));
  const asked = suite.questions.filter(asksForTargets).map(withoutAnswer);
  const first = asked.filter(touched);
  const others = asked.filter((question) => !touched(question));
  return {
    suite: { ...suite, agentId: undefined, judge: undefined, questions: [...first, ...others] },
    touchedCount: first.length,
    answerOnlyCount: suite.questions.length - asked.length,
  };
}

function withoutAnswer(question: Question): Question {
  const { id, text, targets, rejected, critical, tags, owner } = question;
  return {
    id,
    text,
    targets,
    critical,
    tags,
    ...(rejected && { rejected }),
    ...(owner !== undefined && { owner }),
  };
}
