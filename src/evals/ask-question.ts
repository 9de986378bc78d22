import type { Answer, Answerer } from '#core/answerer.ts';
import type { Clock } from '#core/clock.ts';
import type { Passage, Retriever } from '#core/retriever.ts';
import { cutText } from '#util/cut-text.ts';
import { type CaseResult, judgeCase } from './case-result.ts';
import { type AnswerResult, type CheckResult, outcomeOfChecks } from './checks/answer-result.ts';
import { checkAnswer } from './checks/check-answer.ts';
import { checkCitations } from './checks/check-citations.ts';
import { checkForbidden } from './checks/check-forbidden.ts';
import type { Judge } from './judge/create-judge.ts';
import { asksForAnswer, type Question, type Suite } from './suite.ts';

/** Whom a suite is put to. */
export interface Asked {
  readonly retriever: Retriever;
  /** Undefined: the search alone is asked, and checks of answers stay unjudged. */
  readonly answerer: Answerer | undefined;
  readonly judge: Judge | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly dataSourceIds: readonly string[] | undefined;
}

/** More results are asked for where several passages make one document. */
const mostPassages = 200;

/** Asks one question: the search, and the agent where something is asked of its answer. */
export async function askQuestion(
  suite: Suite,
  question: Question,
  asked: Asked,
  signal: AbortSignal,
): Promise<CaseResult> {
  const { retriever, clock, dataSourceIds } = asked;
  let startedAt = clock.now();
  const onRequest = () => {
    startedAt = clock.now();
  };
  const limit = suite.unit === 'document' ? mostPassages : suite.topK;
  const query = { text: question.text, limit, onRequest, ...(dataSourceIds && { dataSourceIds }) };
  const found = await retriever.search(query, signal);
  const latencyMs = clock.now() - startedAt;
  const shown = found.slice(0, suite.topK);
  const answer = await askForAnswer(suite, question, shown, asked, signal);
  const { topK, unit } = suite;
  return judgeCase(question, found, { topK, unit, latencyMs, answer });
}

async function askForAnswer(
  { agentId }: Suite,
  question: Question,
  found: readonly Passage[],
  { answerer, judge, retriever, clock }: Asked,
  signal: AbortSignal,
): Promise<AnswerResult | undefined> {
  const { mustNotCite = [], checks } = question;
  const isJudged = judge !== undefined && question.shouldRefuse !== true;
  const needsAnswer = asksForAnswer(question) || isJudged;
  if (!needsAnswer && mustNotCite.length === 0) return undefined;
  if (answerer === undefined || agentId === undefined) {
    return withoutAnswer(question, found);
  }
  let startedAt = clock.now();
  const onRequest = () => {
    startedAt = clock.now();
  };
  const answer = await answerer.answer({ text: question.text, agentId, onRequest }, signal);
  const latencyMs = clock.now() - startedAt;
  const results = [
    ...checkAnswer(question, answer),
    ...checkForbidden(mustNotCite, answer.sources, 'sources'),
    ...(checks?.citationsResolve === true ? [await checkCitations(answer, retriever, signal)] : []),
  ];
  return {
    outcome: outcomeOfChecks(results),
    text: cutText(answer.text, 2_000),
    checks: results,
    sources: answer.sources.map(describeSource),
    tokenCount: answer.tokenCount,
    latencyMs,
    opinion: isJudged ? await judge(question, answer, signal) : undefined,
  };
}

/** The search stands in for the agent where it can: what must not be cited must not come up. */
function withoutAnswer(question: Question, found: readonly Passage[]): AnswerResult {
  const missing: readonly CheckResult[] = asksForAnswer(question)
    ? [
        {
          name: 'answer',
          outcome: 'unjudged',
          message: 'No agent was asked: name one with --agent, or with `agent:` in the suite',
        },
      ]
    : [];
  const checks = [...checkForbidden(question.mustNotCite ?? [], found, 'results'), ...missing];
  return {
    outcome: outcomeOfChecks(checks),
    text: undefined,
    checks,
    sources: [],
    tokenCount: undefined,
    latencyMs: undefined,
    opinion: undefined,
  };
}

function describeSource({ documentTitle, path, url }: Answer['sources'][number]): string {
  const place = path ?? url;
  return cutText(place === undefined ? documentTitle : `${documentTitle} (${place})`, 200);
}
