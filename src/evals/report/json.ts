import type { Json, JsonObject } from '#core/json.ts';
import type { CaseChange } from '../case-change.ts';
import type { RankedPassage } from '../case-result.ts';
import { scoreCase } from '../case-scores.ts';
import type { AnswerResult } from '../checks/answer-result.ts';
import type { Score, Verdict } from '../compare-runs.ts';
import { metricNames } from '../metrics/metric-names.ts';
import { explainChange } from './explain-change.ts';

/**
 * A verdict for machines: JSON in snake_case, every question, worst first. `schema` is raised when a
 * field changes its meaning or goes away; new fields may come at any time. Unknown values are null.
 */
export function renderJson(verdict: Verdict): string {
  return `${JSON.stringify(verdictToJson(verdict), null, 2)}\n`;
}

/** The same as a value; `brief` leaves the passages out, which are most of it. */
export function verdictToJson(
  verdict: Verdict,
  { brief = false }: { readonly brief?: boolean } = {},
): JsonObject {
  const { outcome, suite, gate, counts, scores, primary, latency, findings, changes } = verdict;
  const { detail } = primary;
  return {
    schema: 'twigkit-verdict/1',
    outcome,
    suite: suite.name,
    suite_file: suite.fileName,
    agent_id: suite.agentId ?? null,
    top_k: suite.topK,
    counts: { ...counts },
    scores: Object.fromEntries(scores.map((score) => [score.name, scoreOf(score)])),
    primary: {
      metric: primary.name,
      margin: gate.margin,
      alpha: gate.alpha,
      interval: detail ? [detail.interval.low, detail.interval.high] : null,
      minimum_detectable_drop: detail?.minimumDetectableDrop ?? null,
      pages: primary.change?.pageCount ?? null,
      test: primary.change?.test ?? null,
    },
    latency_ms: { p50: latency.p50Ms ?? null, p95: latency.p95Ms ?? null },
    findings: findings.map(({ weight, code, message, hint, questionIds }) => ({
      weight,
      code,
      message,
      hint: hint ?? null,
      question_ids: questionIds,
    })),
    cases: changes.map((change) => caseOf(change, suite.topK, brief)),
    removed: verdict.removed.map(({ id, question }) => ({ id, question })),
  };
}

function scoreOf({ value, delta, questionCount, change, adjustedPValue }: Score): Json {
  return {
    value: value ?? null,
    delta: delta ?? null,
    questions: questionCount,
    compared: change?.pairCount ?? 0,
    p_value: change?.pValue ?? null,
    p_value_adjusted: adjustedPValue ?? null,
  };
}

function caseOf(change: CaseChange, topK: number, brief: boolean): Json {
  const { result, before, standing, kind } = change;
  const { question, outcome, targets, passages, latencyMs, error, answer } = result;
  const { passageBefore, passageNow } = explainChange(change, topK);
  return {
    id: question.id,
    question: question.text,
    critical: question.critical,
    tags: question.tags,
    owner: question.owner ?? null,
    outcome,
    change: kind,
    standing,
    first_rank: result.firstRank ?? null,
    targets: targets.map(({ target, rank, documentRank }, index) => ({
      ...target,
      rank: rank ?? null,
      rank_before: before?.ranking.ranks[index] ?? null,
      document_rank: documentRank ?? null,
    })),
    passage_before: passageBefore ?? null,
    passage_now: passageNow ?? null,
    scores: Object.fromEntries(
      metricNames.flatMap((name) => {
        const score = scoreCase(name, question, result, topK);
        return score === undefined ? [] : [[name, score]];
      }),
    ),
    ...(!brief && { passages: passages.map(passageToJson) }),
    answer: answer === undefined ? null : answerToJson(answer),
    latency_ms: latencyMs,
    error: error === undefined ? null : { ...error, hint: error.hint ?? null },
  };
}

function passageToJson(passage: RankedPassage): Json {
  const { rank, title, url, path, anchor, headings, snippet, match } = passage;
  return {
    rank,
    title,
    url: url ?? null,
    path: path ?? null,
    anchor: anchor ?? null,
    headings,
    snippet,
    match,
  };
}

function answerToJson({
  outcome,
  text,
  checks,
  sources,
  tokenCount,
  latencyMs,
  opinion,
}: AnswerResult): Json {
  return {
    outcome,
    text: text ?? null,
    checks: checks.map(({ name, outcome, message }) => ({ name, outcome, message })),
    sources,
    token_count: tokenCount ?? null,
    latency_ms: latencyMs ?? null,
    judge: opinion
      ? {
          score: opinion.score ?? null,
          spread: opinion.spread ?? null,
          votes: opinion.votes.map((vote) => vote ?? null),
          reason: opinion.reason ?? null,
          note: opinion.note ?? null,
        }
      : null,
  };
}
