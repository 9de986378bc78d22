import type { PlanAction } from '#core/change.ts';
import { restrictedCode } from '#core/closed-skip.ts';
import type { LedgerRow } from '#core/ledger.ts';
import { massDelete } from '../diff/delete-gate.ts';
import type { Run } from './run.ts';

/** Documents that may be removed as far as their own proof goes. Streamed twice: to count, to act. */
export interface Removals {
  readonly count: number;
  rows(): AsyncIterable<LedgerRow>;
  reason(row: LedgerRow): string;
}

export const nothingToRemove: Removals = {
  count: 0,
  async *rows() {},
  reason: () => '',
};

/** What the source itself said is gone, in this run or in one whose removals were held. */
export function saidToBeGone(run: Run): Promise<Removals> {
  return goneRows(run, (row) => !isClosed(row));
}

/** What the source itself said is no longer for everyone. */
export function saidToBeClosed(run: Run): Promise<Removals> {
  return goneRows(run, isClosed);
}

function isClosed({ skip }: LedgerRow): boolean {
  return skip?.code === restrictedCode;
}

async function goneRows(run: Run, isWanted: (row: LedgerRow) => boolean): Promise<Removals> {
  async function* rows() {
    for await (const row of run.book.rows({ gone: true, delivered: true })) {
      if (isWanted(row)) yield row;
    }
  }
  return { count: await howMany(rows()), rows, reason: (row) => row.gone ?? 'gone' };
}

export async function howMany(rows: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of rows) count += 1;
  return count;
}

export async function removeAll(run: Run, group: Removals): Promise<void> {
  for await (const row of group.rows()) {
    tell(run, row, 'remove', group.reason(row));
    await run.outbox.remove(row);
  }
}

/** Removes all of them or, when that is too much at once, none. */
export async function removeOrHold(run: Run, groups: readonly Removals[]): Promise<void> {
  const { book, options } = run;
  const reason = massDelete({
    removals: groups.reduce((sum, group) => sum + group.count, 0),
    delivered: await book.count({ delivered: true }),
    allowed: options.allowMassDelete ?? false,
  });
  for (const group of groups) {
    if (reason !== undefined) {
      await hold(run, { rows: group.rows, reason, guarded: true });
      continue;
    }
    await removeAll(run, group);
  }
}

export interface Holding {
  rows(): AsyncIterable<LedgerRow>;
  readonly reason: string;
  /** The guard stopped it: a person has to look, the run is not complete. */
  readonly guarded: boolean;
}

export async function hold(run: Run, { rows, reason, guarded }: Holding): Promise<void> {
  let count = 0;
  for await (const row of rows()) {
    count += 1;
    tell(run, row, 'hold', reason);
  }
  if (count === 0) return;
  run.tally.count('held', count);
  if (guarded) run.tally.incomplete();
  run.options.emit({ event: 'deletions:held', count, reason });
}

function tell(run: Run, { documentId }: LedgerRow, action: PlanAction, reason: string): void {
  run.options.emit({ event: 'document:planned', entry: { documentId, action, reason } });
}
