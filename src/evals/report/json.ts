import type { CaseChange } from '../case-change.ts';
import type { Verdict } from '../compare-runs.ts';

/**
 * A verdict for machines: JSON in snake_case, every question, worst first. `schema` is raised when a
 * field changes its meaning or goes away; new fields may come at any time. Unknown values are null.
 */
export function renderJson(verdict: Verdict): string {
  const { outcome, suite, counts, scores, findings, changes, removed } = verdict;
  const report = {
    schema: 'twigkit-verdict/1',
    outcome,
    suite: suite.name,
    suite_file: suite.fileName,
    top_k: suite.topK,
    counts,
    scores: Object.fromEntries(
      scores.map(({ name, value, delta }) => [
        name,
        { value: value ?? null, delta: delta ?? null },
      ]),
    ),
    findings: findings.map(({ weight, code, message, hint, questionIds }) => ({
      weight,
      code,
      message,
      hint: hint ?? null,
      question_ids: questionIds,
    })),
    cases: changes.map(caseOf),
    removed: removed.map(({ id, question }) => ({ id, question })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function caseOf({ result, before, standing, kind }: CaseChange) {
  const { question, outcome, targets, passages, latencyMs, error } = result;
  return {
    id: question.id,
    question: question.text,
    critical: question.critical,
    tags: question.tags,
    outcome,
    change: kind,
    standing,
    first_rank: result.firstRank ?? null,
    targets: targets.map(({ target, rank, documentRank }, index) => ({
      ...target,
      rank: rank ?? null,
      rank_before: before?.ranks[index] ?? null,
      document_rank: documentRank ?? null,
    })),
    passages: passages.map(({ rank, title, url, path, anchor, headings, snippet, match }) => ({
      rank,
      title,
      url: url ?? null,
      path: path ?? null,
      anchor: anchor ?? null,
      headings,
      snippet,
      match,
    })),
    latency_ms: latencyMs,
    error: error === undefined ? null : { ...error, hint: error.hint ?? null },
  };
}
