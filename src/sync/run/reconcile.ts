import type { Manifest, ManifestEntry } from '#core/destination.ts';
import type { LedgerRow } from '#core/ledger.ts';
import type { Book } from './book.ts';
import { createGiveWay } from './give-way.ts';

/** The scope of documents that the destination holds and that no scope has seen yet. */
export const unclaimed = '';

/**
 * Brings the ledger in line with the manifest, which is the truth about what is delivered. Where both
 * hold the same content the ledger keeps its own, possibly newer, version and signature.
 */
export async function reconcile(
  book: Book,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<void> {
  const deliveredBefore = await book.count({ delivered: true });
  const giveWay = createGiveWay();
  let found = 0;
  for await (const entry of manifest.documents(signal)) {
    const row = await book.row(entry.documentId);
    if (row?.delivered) found += 1;
    const truth = withEntry(row, entry);
    if (truth !== row) await book.put(truth);
    await giveWay();
  }
  await book.flush();
  if (found < deliveredBefore) await dropLost(book, manifest, signal);
}

function withEntry(row: LedgerRow | undefined, entry: ManifestEntry): LedgerRow {
  const { documentId, version, signature, contentHash, chunkCount } = entry;
  const content = { contentHash, chunkCount, delivered: true };
  if (row === undefined) {
    return {
      documentId,
      scope: unclaimed,
      version,
      signature,
      ...content,
      validators: undefined,
      generation: 0,
      missingSince: undefined,
      gone: undefined,
      skip: undefined,
      failure: undefined,
    };
  }
  if (row.delivered && row.contentHash === contentHash) return row;
  // The version of a skipped row belongs to the reason for the skip, which still stands.
  if (row.skip) return { ...row, ...content };
  return { ...row, ...content, version, signature, validators: undefined };
}

/** Rare, and the one place that holds all ids of a manifest at once. */
async function dropLost(book: Book, manifest: Manifest, signal: AbortSignal): Promise<void> {
  const held = new Set<string>();
  for await (const { documentId } of manifest.documents(signal)) held.add(documentId);
  for await (const row of book.rows({ delivered: true })) {
    if (held.has(row.documentId)) continue;
    if (row.gone !== undefined && !row.skip) await book.remove(row.documentId);
    else await book.put(lost(row));
  }
  await book.flush();
}

function lost(row: LedgerRow): LedgerRow {
  return {
    ...row,
    delivered: false,
    contentHash: '',
    chunkCount: 0,
    missingSince: undefined,
    gone: undefined,
  };
}
