import type { Chunk } from '#core/chunk.ts';
import { readersUnknownCode, restrictedCode } from '#core/closed-skip.ts';
import type { DeliveredDocument, DocumentDescription, Item, SkipReason } from '#core/document.ts';
import { SkipDocumentError } from '#core/errors.ts';
import type { LedgerRow } from '#core/ledger.ts';
import { isUnchosenSkip } from '#core/unchosen-skip.ts';
import type { Converter } from '../convert.ts';
import { deliveredDocument } from './delivered-document.ts';
import { isListedAnew, newDescription } from './description.ts';
import { needsReading } from './needs-reading.ts';

/** What is to become of one document that its source announced. */
export type ItemPlan = PlannedItem & {
  /** What the content that was loaded leaves out, by kind. */
  readonly lost?: readonly string[];
};

type PlannedItem =
  | { readonly is: 'keep'; readonly why: string }
  | {
      readonly is: 'upsert';
      readonly why: string;
      readonly document: DeliveredDocument;
      readonly chunks: readonly Chunk[];
    }
  /** Its content is as it was; what the listing says of it is not. */
  | { readonly is: 'describe'; readonly description: DocumentDescription }
  | {
      readonly is: 'skip';
      readonly skip: SkipReason;
      /** True when the content itself was the reason, so that it holds until the version changes. */
      readonly read: boolean;
    };

export interface PlanOptions {
  readonly signature: string;
  readonly restricted: 'skip' | 'include';
  /** Whether the destination takes a description without the content. */
  readonly describes: boolean;
}

/**
 * Decides what can be decided from the listing and the ledger; otherwise says why to read.
 *
 * @throws SkipDocumentError of what was delivered and cannot be read any more
 */
export function planUnread(
  item: Item,
  row: LedgerRow | undefined,
  { signature, restricted, describes }: PlanOptions,
): ItemPlan | { readonly is: 'read'; readonly why: string } {
  const closed = restricted === 'skip' ? closedReason(item) : undefined;
  // Before all else: nothing that a document is held for outweighs that not everyone may read it.
  const isClosedNow = row?.delivered === true && closed?.code === restrictedCode;
  const skip = isClosedNow ? closed : (item.skip && heldAgainst(row, item.skip)) || closed;
  if (skip) return { is: 'skip', skip, read: false };
  const why = needsReading(item, row, signature);
  if (why !== undefined || row === undefined) return { is: 'read', why: why ?? 'new' };
  if (row.skip || !isListedAnew(item, row)) return stillHolds(row, 'same version');
  const description = describes ? newDescription(item, row) : undefined;
  return description ? { is: 'describe', description } : { is: 'read', why: describedAnew };
}

/** Why a document is written whose content is as it was. */
export const describedAnew = 'its title, place or readers changed';

/**
 * Loads, converts and compares one document.
 *
 * @throws SkipDocumentError and whatever else `load` and the converter throw.
 */
export async function planByReading(
  item: Item,
  row: LedgerRow | undefined,
  reading: {
    readonly why: string;
    readonly signature: string;
    readonly describes: boolean;
    readonly converter: Converter;
    readonly signal: AbortSignal;
  },
): Promise<ItemPlan> {
  const { why, signature, describes, converter, signal } = reading;
  const content = await loadItem(item, signal);
  if (content.as === 'unchanged') {
    if (row && (row.delivered || row.skip) && row.signature === signature) {
      const description = describes && !row.skip ? newDescription(item, row) : undefined;
      if (description) return { is: 'describe', description };
      return stillHolds(row, 'the source says that it did not change');
    }
    throw new SkipDocumentError(
      `The source says that ${item.id} did not change, but it is new here.`,
      { code: 'unchanged_but_unknown' },
    );
  }
  try {
    const { parsed, chunks } = await converter.convert(
      { documentId: item.id, name: item.id, content },
      signal,
    );
    const skip = parsed.skip ?? (chunks.length === 0 ? emptyReason : undefined);
    if (skip) return { is: 'skip', skip: heldAgainst(row, skip), read: true };
    const document = deliveredDocument({ item, content, parsed, chunks, signature });
    const lost = content.as === 'page' ? undefined : content.lost;
    const plan: PlannedItem =
      row?.delivered && row.contentHash === document.contentHash
        ? { is: 'keep', why: 'same content' }
        : { is: 'upsert', why, document, chunks };
    return lost ? { ...plan, lost } : plan;
  } catch (error) {
    const skip = row?.delivered ? undefined : notOurs(error);
    if (skip) return { is: 'skip', skip, read: true };
    throw error;
  }
}

async function loadItem(item: Item, signal: AbortSignal) {
  if (item.load) return item.load(signal);
  throw new SkipDocumentError(`The source announced ${item.id} without a way to load it.`, {
    code: 'not_loadable',
  });
}

function stillHolds(row: LedgerRow, why: string): ItemPlan {
  return row.skip ? { is: 'skip', skip: row.skip, read: true } : { is: 'keep', why };
}

const emptyReason: SkipReason = { code: 'empty', message: 'there is no text in it' };

function closedReason({ acl }: Item): SkipReason | undefined {
  if (acl?.kind === 'public') return undefined;
  const why = 'and search does not tell readers apart';
  return acl === undefined
    ? { code: readersUnknownCode, message: `who may read it is unknown, ${why}` }
    : { code: restrictedCode, message: `not everyone may read it, ${why}` };
}

/**
 * What was delivered and now cannot be read is a fault: to remove it would lose what nobody gave up.
 *
 * @throws SkipDocumentError with the code of the reason
 */
function heldAgainst(row: LedgerRow | undefined, skip: SkipReason): SkipReason {
  if (!row?.delivered || !isUnchosenSkip(skip.code)) return skip;
  throw new SkipDocumentError(skip.message, {
    code: skip.code,
    hint: 'What was read of it before stays. To have that removed, exclude the document.',
  });
}

/**
 * A format that this version does not read is left out without ado. A document that was delivered and
 * turned into one is a fault instead, and keeps its old content; so is what only calls itself text.
 */
function notOurs(error: unknown): SkipReason | undefined {
  return error instanceof SkipDocumentError && error.code === 'unsupported_format'
    ? { code: error.code, message: error.message }
    : undefined;
}
