import type { Manifest, ManifestEntry, SyncIdentity } from '#core/destination.ts';
import type { DeliveredDocument } from '#core/document.ts';
import { PlanAgainError } from '#core/errors.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { Notebook, NotebookBatch } from '#core/notebook.ts';

/** What was delivered to a place that cannot say so itself, and where each document is there. */
export interface BookRow extends ManifestEntry {
  /** The page or article that holds it. */
  readonly place: string;
}

export interface DeliveryBook {
  readonly manifest: Manifest;
  /**
   * Takes the namespace for a sync, before its first change.
   *
   * @throws PlanAgainError when another sync wrote since this one was opened, or a newer one did.
   */
  claim(signal: AbortSignal): Promise<void>;
  row(documentId: string): Promise<BookRow | undefined>;
  /** Durable together with `beside`. */
  keep(changes: BookChanges, beside?: NotebookBatch): Promise<void>;
}

export interface BookChanges {
  readonly put?: readonly BookRow[];
  /** Document ids. */
  readonly remove?: readonly string[];
}

/** Opens the pages of one namespace. */
export async function openDeliveryBook(
  notebook: Notebook,
  { namespace, seq }: SyncIdentity,
): Promise<DeliveryBook> {
  const space = encodeURIComponent(namespace);
  const seqKey = `seq/${space}`;
  const prefix = `doc/${space}/`;
  const readSeq = async () => {
    const value = await notebook.get(seqKey);
    return typeof value === 'number' ? value : 0;
  };
  const planned = await readSeq();
  let isClaimed = false;
  return {
    manifest: {
      seq: planned,
      async *documents(signal) {
        for await (const { key, value } of notebook.entries(prefix)) {
          signal.throwIfAborted();
          const { place: _, ...entry } = rowOf(key.slice(prefix.length), value);
          yield entry;
        }
      },
    },
    async claim(signal) {
      if (isClaimed) return;
      const take = async () => {
        const current = await readSeq();
        if (current !== planned || seq < current) throw overtaken(namespace);
        await notebook.write({ put: [{ key: seqKey, value: seq }] });
      };
      await notebook.exclusively(seqKey, take, signal);
      isClaimed = true;
    },
    async row(documentId) {
      const value = await notebook.get(prefix + documentId);
      return value === undefined ? undefined : rowOf(documentId, value);
    },
    async keep({ put = [], remove = [] }, beside = {}) {
      await notebook.write({
        put: [
          ...put.map((row) => ({ key: prefix + row.documentId, value: valueFor(row) })),
          ...(beside.put ?? []),
        ],
        remove: [...remove.map((id) => prefix + id), ...(beside.remove ?? [])],
      });
    },
  };
}

/** The row of a document that is held in a place now. */
export function rowFor(document: DeliveredDocument, chunkCount: number, place: string): BookRow {
  const { id: documentId, version, contentHash, signature, url, title } = document;
  return { documentId, version, contentHash, signature, chunkCount, url, title, place };
}

function valueFor({ documentId: _, version, ...rest }: BookRow): JsonObject {
  return { ...rest, ...(version !== undefined && { version }) };
}

function rowOf(documentId: string, value: Json): BookRow {
  // Written by `keep` alone.
  const row = value as unknown as Omit<BookRow, 'documentId' | 'version'> & {
    readonly version?: string;
  };
  return { ...row, documentId, version: row.version };
}

function overtaken(namespace: string): PlanAgainError {
  return new PlanAgainError(`Another sync of the namespace "${namespace}" wrote first.`, {
    code: 'conflict',
    hint: 'Run the sync again: it plans against what is there now.',
  });
}
