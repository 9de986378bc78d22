import { StopRunError } from '#core/errors.ts';
import { plural } from '#util/plural.ts';
import { hashQuestion } from './baseline.ts';
import type { CaseResult } from './case-result.ts';
import { scoreCase } from './case-scores.ts';
import { mean } from './metrics/mean.ts';
import type { MetricName } from './metrics/metric-names.ts';
import { baselineVersion } from './parse-baseline.ts';
import { plainText } from './report/plain-text.ts';
import type { SuiteRun } from './run-suite.ts';
import { describeTarget } from './suite.ts';

/**
 * A run as the text of a baseline file: JSON, questions by id, no times, so that the same results
 * give the same bytes and a review shows which ranks moved.
 *
 * @throws StopRunError when a question could not be asked: its loss would be blessed unseen.
 */
export function formatBaseline(run: SuiteRun): string {
  const { name, topK } = run.suite;
  const failed = run.cases.filter((result) => result.outcome === 'errored');
  if (failed.length > 0) {
    const ids = failed.slice(0, 5).map((result) => result.question.id);
    throw new StopRunError(
      `The run of ${name} cannot be blessed: ${plural(failed.length, 'question')} could not be asked (${ids.join(', ')}${failed.length > 5 ? ', …' : ''})`,
      { code: 'run_incomplete', hint: 'Run it again when the search answers, then bless it.' },
    );
  }
  const file = {
    schema: baselineVersion,
    suite: name,
    top_k: topK,
    // For the eyes of a reviewer: a later run computes them again from the ranks.
    recall: average(run, 'recall'),
    mrr: average(run, 'mrr'),
    questions: run.cases.map(caseOf).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function caseOf({ question, outcome, targets, ranking, passages, answer }: CaseResult) {
  const distinct = [...new Set(targets.flatMap(({ rank }) => rank ?? []))].sort((a, b) => a - b);
  const hasMore = ranking.relevantRanks.join() !== distinct.join();
  return {
    id: question.id,
    question: question.text,
    hash: hashQuestion(question),
    outcome,
    ...(answer && { answer: answer.outcome }),
    targets: targets.map(({ target, rank }) => {
      const passage = rank === undefined ? undefined : passages[rank - 1];
      return {
        target: describeTarget(target),
        rank: rank ?? null,
        ...(passage && { passage: plainText(passage.snippet, 240) }),
      };
    }),
    // What the targets' own ranks do not tell.
    ...(hasMore && { relevant_ranks: ranking.relevantRanks }),
    ...(question.rejected && {
      rejected_ranks: ranking.rejectedRanks,
      results: ranking.resultCount,
    }),
  };
}

function average({ suite, cases }: SuiteRun, name: MetricName): number | null {
  const values = cases.flatMap(
    (result) => scoreCase(name, result.question, result, suite.topK) ?? [],
  );
  const value = mean(values);
  return value === undefined ? null : Math.round(value * 10_000) / 10_000;
}
