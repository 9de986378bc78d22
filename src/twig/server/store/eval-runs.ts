import type { Sql, SqlRow } from '#core/sql.ts';
import { type EvalRun, evalRun } from '#twig/api/eval-runs.ts';
import { newId } from '#util/new-id.ts';
import { isoTime, isoTimeOrNull, jsonObject, jsonStrings, textOrNull } from './columns.ts';
import { addToOutbox } from './outbox.ts';
import type { Page } from './page.ts';

/** What to evaluate, as the API was asked. */
export interface EvalRunRequest {
  /** A name that this server knows. */
  readonly suite: string;
  readonly agentId?: string | undefined;
  readonly dataSourceIds?: readonly string[] | undefined;
}

export interface EvalRunResult {
  /** `pass`, `fail`, `inconclusive`, or what a gate adds to them. */
  readonly verdict: string;
  readonly scores: Readonly<Record<string, number | null>>;
  readonly findings: readonly string[];
  readonly reportUrl?: string;
}

export type EvalRunOutcome =
  | { readonly is: 'completed'; readonly result: EvalRunResult }
  | { readonly is: 'failed'; readonly reason: string };

export interface EvalRunKey {
  readonly organisation: string;
  readonly runId: string;
}

export interface EvalRunEnd extends EvalRunKey {
  readonly claimedUntil: number;
  readonly outcome: EvalRunOutcome;
  readonly now: number;
}

const columns = `id, suite, agent_id, state, verdict, scores, findings, failure_reason, report_url,
  created_at, finished_at`;
const selectOne = `SELECT ${columns} FROM eval_runs WHERE organisation_id = ? AND id = ?`;
const selectPage = `SELECT ${columns} FROM eval_runs WHERE organisation_id = ?
  ORDER BY key DESC LIMIT ? OFFSET ?`;
const countAll = 'SELECT count(*) AS count FROM eval_runs WHERE organisation_id = ?';
const insertOne = `INSERT INTO eval_runs
  (id, organisation_id, suite, agent_id, request, created_at) VALUES (?, ?, ?, ?, ?, ?)`;
const selectDue = `SELECT id, organisation_id, request FROM eval_runs
  WHERE state IN ('pending', 'processing') AND (claimed_until IS NULL OR claimed_until <= ?)
  ORDER BY key LIMIT ?`;
const selectNextDue = `SELECT min(claimed_until) AS due_at FROM eval_runs
  WHERE state IN ('pending', 'processing') AND claimed_until > ?`;
const claim = `UPDATE eval_runs SET state = 'processing', claimed_until = ? WHERE id = ?
  AND state IN ('pending', 'processing') AND (claimed_until IS NULL OR claimed_until <= ?)`;
const renew = 'UPDATE eval_runs SET claimed_until = ? WHERE id = ? AND claimed_until = ?';
const giveBack = `UPDATE eval_runs SET state = 'pending', claimed_until = NULL
  WHERE id = ? AND claimed_until = ?`;
const complete = `UPDATE eval_runs SET state = 'completed', claimed_until = NULL, verdict = ?,
  scores = ?, findings = ?, report_url = ?, finished_at = ? WHERE id = ? AND claimed_until = ?`;
const fail = `UPDATE eval_runs SET state = 'failed', claimed_until = NULL, failure_reason = ?,
  finished_at = ? WHERE id = ? AND claimed_until = ?`;

export function insertEvalRun(
  sql: Sql,
  organisation: string,
  request: EvalRunRequest,
  now: number,
): EvalRun {
  const id = newId('run');
  const { suite, agentId = null } = request;
  sql.run(insertOne, id, organisation, suite, agentId, JSON.stringify(request), now);
  const run = findEvalRun(sql, organisation, id);
  if (!run) throw new Error(`The eval run ${id} is missing right after its insertion.`);
  return run;
}

export function findEvalRun(sql: Sql, organisation: string, id: string): EvalRun | undefined {
  const row = sql.get(selectOne, organisation, id);
  return row && toEvalRun(row);
}

export function listEvalRuns(
  sql: Sql,
  organisation: string,
  { limit, offset }: Page,
): { readonly eval_runs: EvalRun[]; readonly total: number } {
  return {
    eval_runs: sql.all(selectPage, organisation, limit, offset).map(toEvalRun),
    total: Number(sql.get(countAll, organisation)?.count ?? 0),
  };
}

export function dueEvalRuns(
  sql: Sql,
  now: number,
  limit: number,
): readonly (EvalRunKey & { readonly request: EvalRunRequest })[] {
  return sql.all(selectDue, now, limit).map((row) => ({
    organisation: String(row.organisation_id),
    runId: String(row.id),
    // Written by insertEvalRun.
    request: jsonObject(row.request) as unknown as EvalRunRequest,
  }));
}

/** When the next claim runs out, should nobody renew it; undefined when there is none. */
export function nextEvalRunDueAt(sql: Sql, now: number): number | undefined {
  const dueAt = sql.get(selectNextDue, now)?.due_at;
  return dueAt === null || dueAt === undefined ? undefined : Number(dueAt);
}

/** Takes a run for the caller until `until`; false when somebody else has it. */
export function claimEvalRun(
  sql: Sql,
  { runId }: EvalRunKey,
  { now, until }: { readonly now: number; readonly until: number },
): boolean {
  return sql.run(claim, until, runId, now) > 0;
}

export function renewEvalRun(
  sql: Sql,
  { runId }: EvalRunKey,
  claimed: { readonly from: number; readonly to: number },
): boolean {
  return sql.run(renew, claimed.to, runId, claimed.from) > 0;
}

/** Lets another process begin the run anew at once. */
export function releaseEvalRun(sql: Sql, { runId }: EvalRunKey, claimedUntil: number): void {
  sql.run(giveBack, runId, claimedUntil);
}

/** Ends a run and tells of it, in one step; gives the number of events. */
export function finishEvalRun(sql: Sql, end: EvalRunEnd): number {
  const { organisation, runId, claimedUntil, outcome, now } = end;
  if (outcome.is === 'failed') {
    sql.run(fail, outcome.reason, now, runId, claimedUntil);
    return 0;
  }
  const { verdict, scores, findings, reportUrl = null } = outcome.result;
  const told = [verdict, JSON.stringify(scores), JSON.stringify(findings), reportUrl] as const;
  if (sql.run(complete, ...told, now, runId, claimedUntil) === 0) return 0;
  const run = findEvalRun(sql, organisation, runId);
  const data = {
    run_id: runId,
    agent_id: run?.agent_id ?? null,
    suite: run?.suite ?? '',
    verdict,
    scores: { ...scores },
    report_url: reportUrl,
  };
  return addToOutbox(sql, { organisation, event: 'eval.completed', data, now });
}

function toEvalRun(row: SqlRow): EvalRun {
  return {
    id: String(row.id),
    suite: String(row.suite),
    agent_id: textOrNull(row.agent_id),
    status: evalRun.shape.status.parse(row.state),
    verdict: textOrNull(row.verdict),
    scores: evalRun.shape.scores.parse(jsonObject(row.scores)),
    findings: [...jsonStrings(row.findings)],
    failure_reason: textOrNull(row.failure_reason),
    report_url: textOrNull(row.report_url),
    created_at: isoTime(row.created_at),
    finished_at: isoTimeOrNull(row.finished_at),
  };
}
