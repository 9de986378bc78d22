import type { Sql } from '#core/sql.ts';
import type { EvalRun } from '#twig/api/eval-runs.ts';
import { answerOnce, type Once } from '../store/answer-once.ts';
import {
  claimEvalRun,
  type EvalRunEnd,
  type EvalRunKey,
  type EvalRunRequest,
  finishEvalRun,
  insertEvalRun,
  releaseEvalRun,
  renewEvalRun,
} from '../store/eval-runs.ts';
import type { IdempotentChange } from './change.ts';
import type { HeldClaim, NewClaim, RenewedClaim } from './sync-run-writer.ts';

export interface EvalRunWriter {
  createEvalRun(change: CreateEvalRunChange): Promise<Once<EvalRun>>;
  /** False when another process took the run first. */
  claimEvalRun(run: EvalRunKey, claim: NewClaim): Promise<boolean>;
  /** False when the run was lost to another process. */
  renewEvalRun(run: EvalRunKey, claimed: RenewedClaim): Promise<boolean>;
  releaseEvalRun(run: EvalRunKey, held: HeldClaim): Promise<void>;
  /** Gives how many events were put into the outbox. Changes nothing when the run was lost. */
  finishEvalRun(end: EvalRunEnd): Promise<number>;
}

export interface CreateEvalRunChange extends IdempotentChange {
  readonly request: EvalRunRequest;
}

export function createEvalRunWriter(sql: Sql): EvalRunWriter {
  return {
    createEvalRun: async ({ organisation, now, request, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () => insertEvalRun(sql, organisation, request, now)),
    claimEvalRun: async (run, claim) => sql.transaction(() => claimEvalRun(sql, run, claim)),
    renewEvalRun: async (run, claimed) => sql.transaction(() => renewEvalRun(sql, run, claimed)),
    releaseEvalRun: async (run, { claimedUntil }) =>
      sql.transaction(() => releaseEvalRun(sql, run, claimedUntil)),
    finishEvalRun: async (end) => sql.transaction(() => finishEvalRun(sql, end)),
  };
}
