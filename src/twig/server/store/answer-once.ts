import type { Sql } from '#core/sql.ts';

/** A client's promise that requests with this key are one request. */
export interface IdempotencyKey {
  readonly organisation: string;
  readonly operation: string;
  readonly key: string;
  /** Of the request, to notice a key that is used for something else. */
  readonly requestHash: string;
}

export type Once<Answer> =
  | { readonly is: 'answered'; readonly answer: Answer }
  | { readonly is: 'key-reused' };

/** How long an answer is kept: 24 hours. */
const keptMs = 24 * 60 * 60 * 1000;

const selectAnswer = `SELECT request_hash, answer FROM idempotent_answers
  WHERE organisation_id = ? AND operation = ? AND key = ? AND created_at > ?`;
const insertAnswer = `INSERT OR REPLACE INTO idempotent_answers
  (organisation_id, operation, key, request_hash, answer, created_at) VALUES (?, ?, ?, ?, ?, ?)`;
const deleteOld = 'DELETE FROM idempotent_answers WHERE created_at <= ?';

/**
 * Does the work in a transaction, or gives the answer it gave before. `Answer` must survive JSON.
 */
export function answerOnce<Answer>(
  sql: Sql,
  claim: IdempotencyKey | undefined,
  now: number,
  work: () => Answer,
): Once<Answer> {
  return sql.transaction((): Once<Answer> => {
    if (!claim) return { is: 'answered', answer: work() };
    const { organisation, operation, key, requestHash } = claim;
    const known = sql.get(selectAnswer, organisation, operation, key, now - keptMs);
    if (known) {
      if (known.request_hash !== requestHash) return { is: 'key-reused' };
      // The same operation of the same organisation wrote it: it is an Answer.
      return { is: 'answered', answer: JSON.parse(String(known.answer)) as Answer };
    }
    const answer = work();
    sql.run(deleteOld, now - keptMs);
    sql.run(insertAnswer, organisation, operation, key, requestHash, JSON.stringify(answer), now);
    return { is: 'answered', answer };
  });
}
