import type { Coverage } from '#core/connector.ts';
import type { LedgerRow } from '#core/ledger.ts';
import { judgeAbsence, verifiedAtMost } from '../diff/delete-gate.ts';
import type { ScopeReading } from './read-scope.ts';
import { hold, howMany, nothingToRemove, type Removals } from './removals.ts';
import type { Run } from './run.ts';
import { verifyGone } from './verify-gone.ts';

/** What a read did not show, and how much that means. */
export interface Absence {
  /** Whose rows are looked at; those last seen before `generation` are missing. */
  readonly scope: string;
  readonly generation: number;
  readonly coverage: Coverage;
  readonly intact: boolean;
  /** Delivered documents that the listing should have shown. */
  readonly owned: number;
  readonly listed: number;
  /** Who is asked whether a missing document is really gone. */
  readonly ask: readonly ScopeReading[];
}

/** Documents of one scope that were delivered once and not seen this time. */
export interface Missing {
  readonly count: number;
  rows(): AsyncIterable<LedgerRow>;
}

/** Decides what becomes of documents that were not seen: kept, suspected, held, or up for removal. */
export async function weighAbsence(run: Run, absence: Absence): Promise<Removals> {
  const { book, options } = run;
  const { scope, generation, coverage, intact } = absence;
  if (coverage === 'changes' || !intact) return nothingToRemove;
  // Failures and skips that are not listed any more: nothing was delivered, nothing can be lost.
  for await (const row of book.rows({ scope, seenBefore: generation, delivered: false })) {
    await book.remove(row.documentId);
  }
  const filter = { scope, seenBefore: generation, delivered: true, gone: false };
  const missing: Missing = { count: await book.count(filter), rows: () => book.rows(filter) };
  const verdict = judgeAbsence({
    ...absence,
    missing: missing.count,
    delivered: await book.count({ delivered: true }),
    allowed: options.allowMassDelete ?? false,
  });
  switch (verdict.is) {
    case 'meaningless':
      return nothingToRemove;
    case 'proof':
      return { ...missing, reason: () => 'not in the source any more' };
    case 'held':
      await hold(run, { rows: missing.rows, reason: verdict.reason, guarded: true });
      return nothingToRemove;
    case 'suspicion':
      return suspect(run, absence, missing);
    default:
      return verdict satisfies never;
  }
}

/** The first complete listing without a document makes it a suspect, the next one removes it. */
async function suspect(
  run: Run,
  { ask, generation }: Absence,
  missing: Missing,
): Promise<Removals> {
  const { found, unsure } = await verifyGone(run, ask, missing);
  const notGone = found + unsure.size;
  if (notGone > 0 && missing.count > verifiedAtMost) {
    const reason = `${notGone} of a sample of ${verifiedAtMost} that were not listed could not be shown to be gone`;
    await hold(run, { rows: missing.rows, reason, guarded: true });
    return nothingToRemove;
  }
  const isUnsure = (row: LedgerRow) => unsure.has(row.documentId);
  const isAgreed = (row: LedgerRow) =>
    !isUnsure(row) && row.missingSince !== undefined && row.missingSince < generation;
  const isNew = (row: LedgerRow) => !isUnsure(row) && !isAgreed(row);
  for await (const row of only(missing, isNew)) {
    await run.book.put({ ...row, missingSince: generation });
  }
  const waiting = 'not listed any more; removed when the next complete listing agrees';
  await hold(run, { rows: () => only(missing, isNew), reason: waiting, guarded: false });
  const unasked = 'not listed any more, but the source could not be asked whether it is gone';
  await hold(run, { rows: () => only(missing, isUnsure), reason: unasked, guarded: false });
  return {
    count: await howMany(only(missing, isAgreed)),
    rows: () => only(missing, isAgreed),
    reason: () => 'missing from two complete listings',
  };
}

async function* only(
  missing: Missing,
  wanted: (row: LedgerRow) => boolean,
): AsyncGenerator<LedgerRow> {
  for await (const row of missing.rows()) if (wanted(row)) yield row;
}
