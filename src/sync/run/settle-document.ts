import type { PlanEntry } from '#core/change.ts';
import type { Gone } from '#core/connector.ts';
import type { DocumentDescription, Item } from '#core/document.ts';
import type { LedgerRow } from '#core/ledger.ts';
import { newDescription } from '../diff/description.ts';
import { describedAnew, type ItemPlan } from '../diff/plan-item.ts';
import { describeFailure } from './describe-failure.ts';
import { unclaimed } from './reconcile.ts';
import type { Run } from './run.ts';
import { shownTitle } from './shown-title.ts';

/** Under which scope and in which read a document was met. */
export interface Sighting {
  readonly scope: string;
  readonly generation: number;
  /** A read that goes on where another stopped: some documents come a second time. */
  readonly resumed: boolean;
}

/** Carries out the plan of one announced document: counts, tells, sends, remembers. */
export async function settleItem(
  run: Run,
  sighting: Sighting,
  item: Item,
  plan: ItemPlan,
): Promise<void> {
  const { outbox, tally, signature } = run;
  const row = await outbox.row(item.id);
  const seen = seenRow(run, sighting, item.id, row);
  const again = seenBefore(row, sighting);
  const after: LedgerRow = {
    ...seen,
    version: item.version,
    signature,
    validators: item.validators ?? row?.validators,
    gone: undefined,
    skip: undefined,
    failure: undefined,
  };
  if (!again) tally.documents(1);
  for (const what of plan.lost ?? [])
    tally.lost(what, { documentId: item.id, ...shownTitle(item) });
  switch (plan.is) {
    case 'keep': {
      await outbox.put(after);
      if (again) return;
      tally.count('unchanged');
      tally.chunks(after.chunkCount);
      return tell(run, item, { action: 'keep', reason: plan.why });
    }
    case 'describe': {
      const { description } = plan;
      tell(run, item, { action: 'update', reason: describedAnew });
      if (again && row && !row.failure) tally.chunks(-row.chunkCount);
      return outbox.describe(description, { ...after, contentHash: description.contentHash });
    }
    case 'skip': {
      const { skip, read } = plan;
      // A skip that the listing decided is decided anew each time: no version, so that a lifted one is read.
      const skipped = { ...after, skip, version: read ? item.version : undefined };
      await outbox.put(row?.delivered ? { ...skipped, gone: skip.message } : skipped);
      if (again) return;
      tally.count('skipped');
      return tell(run, item, { action: 'skip', reason: skip.message, skipCode: skip.code });
    }
    case 'upsert': {
      const { document, chunks, why } = plan;
      const { contentHash } = document;
      const action = row?.delivered ? 'update' : 'add';
      tell(run, item, { action, reason: why });
      // What this read counted for an earlier version of it.
      if (again && row && !row.skip && !row.failure) tally.chunks(-row.chunkCount);
      return outbox.upsert(action === 'add' ? 'added' : 'updated', document, chunks, {
        ...after,
        contentHash,
        chunkCount: chunks.length,
        delivered: true,
      });
    }
    default:
      return plan satisfies never;
  }
}

export interface FailedDocument extends Pick<Item, 'id' | 'title'> {
  /** As it was announced, where it was. */
  readonly item?: Item | undefined;
}

/** A document that could not be had keeps its old content and counts as seen. */
export async function settleFailure(
  run: Run,
  sighting: Sighting,
  { item, ...failed }: FailedDocument,
  error: unknown,
): Promise<void> {
  const { outbox, tally, options } = run;
  const documentId = failed.id;
  const row = await outbox.row(documentId);
  const { code, message, hint } = describeFailure(error);
  const attempts = (row?.failure?.attempts ?? 0) + 1;
  if (!seenBefore(row, sighting)) tally.documents(1);
  tally.count('failed');
  const after: LedgerRow = {
    ...seenRow(run, sighting, documentId, row),
    failure: { code, message, attempts },
  };
  const description = item && row && descriptionBeside(run, item, row);
  if (item && description) {
    tell(run, item, { action: 'update', reason: describedAnew });
    await outbox.describe(description, { ...after, contentHash: description.contentHash });
  } else {
    await outbox.put(after);
  }
  // A source tells the title of a failure only where everyone may read it.
  const told = item ?? { ...failed, acl: { kind: 'public' } };
  options.emit({ event: 'document:failed', documentId, ...shownTitle(told), code, message, hint });
  tell(run, told, { action: 'fail', reason: message });
}

/** What is told of a document whose content could not be had: new readers must not wait for it. */
function descriptionBeside(
  { describes, outbox }: Run,
  item: Item,
  row: LedgerRow,
): DocumentDescription | undefined {
  const isHeld = row.delivered && row.skip === undefined && row.gone === undefined;
  // Of what is skipped a source need not ask who may read it.
  const isTold = item.skip === undefined || item.acl !== undefined;
  if (!describes || !isHeld || !isTold || outbox.isWaiting(item.id)) return undefined;
  return newDescription(item, row);
}

/**
 * The source says that a document is gone. Its removal waits in the ledger for the end of the run,
 * and survives the run if the guard holds it: a change feed tells it only once.
 */
export async function settleGone(
  run: Run,
  sighting: Sighting,
  { id, reason }: Gone,
): Promise<void> {
  const row = await run.outbox.row(id);
  if (!row) return;
  // Where it lies now counts; the scope that it left has no say.
  if (row.scope !== sighting.scope && row.scope !== unclaimed) return;
  if (!row.delivered) return run.book.remove(id);
  await run.outbox.put({ ...seenRow(run, sighting, id, row), gone: reason });
}

function tell(
  run: Run,
  item: Pick<Item, 'id' | 'title' | 'acl'>,
  what: Omit<PlanEntry, 'documentId' | 'title'>,
): void {
  const entry = { documentId: item.id, ...shownTitle(item), ...what };
  run.options.emit({ event: 'document:planned', entry });
}

function seenBefore(row: LedgerRow | undefined, { scope, generation, resumed }: Sighting): boolean {
  return !resumed && row?.scope === scope && row.generation === generation;
}

function seenRow(
  run: Run,
  { scope, generation }: Sighting,
  documentId: string,
  row: LedgerRow | undefined,
): LedgerRow {
  const blank: LedgerRow = {
    documentId,
    scope,
    version: undefined,
    signature: run.signature,
    contentHash: '',
    chunkCount: 0,
    validators: undefined,
    generation,
    delivered: false,
    missingSince: undefined,
    gone: undefined,
    skip: undefined,
    failure: undefined,
  };
  return { ...(row ?? blank), scope, generation, missingSince: undefined };
}
