import { type Change, changedDocument } from '#core/change.ts';
import type { Chunk } from '#core/chunk.ts';
import type {
  Delivery,
  Destination,
  Manifest,
  ManifestEntry,
  Receipt,
  SyncIdentity,
} from '#core/destination.ts';
import type { DeliveredDocument } from '#core/document.ts';
import { PlanAgainError } from '#core/errors.ts';

/** A destination that can be looked into. It keeps the contract, and forgets all when the process ends. */
export interface MemoryDestination extends Destination {
  /** What a namespace holds, by document id. */
  documents(namespace: string): ReadonlyMap<string, HeldDocument>;
  /** Every change in the order in which it became durable, over all syncs. */
  readonly changes: readonly Change[];
}

export interface HeldDocument {
  readonly document: DeliveredDocument;
  readonly chunks: readonly Chunk[];
}

export interface MemoryDestinationOptions {
  readonly label?: string;
  /** False: it cannot say what it holds. Default true. */
  readonly manifest?: boolean;
  /** False: it takes whole documents alone. Default true. */
  readonly describes?: boolean;
  /** How many changes it gathers before they become durable in one write call; default 100. */
  readonly changesPerWrite?: number;
}

interface Namespace {
  seq: number;
  readonly documents: Map<string, HeldDocument>;
}

/**
 * Makes a destination in memory: for tests, and for plans against a data source that does not exist yet.
 *
 * @example
 * const destination = createMemoryDestination();
 * await runSync({ ...options, destination, namespace: 'docs' }, signal);
 * destination.documents('docs').get('guide.md')?.chunks.length;
 */
export function createMemoryDestination(options: MemoryDestinationOptions = {}): MemoryDestination {
  const { label = 'memory', manifest = true, describes = true, changesPerWrite = 100 } = options;
  const namespaces = new Map<string, Namespace>();
  const changes: Change[] = [];
  const open = (name: string): Namespace => {
    const known = namespaces.get(name);
    if (known) return known;
    const made: Namespace = { seq: 0, documents: new Map() };
    namespaces.set(name, made);
    return made;
  };
  return {
    label,
    changes,
    documents: (name) => open(name).documents,
    async open(sync, signal) {
      signal.throwIfAborted();
      const namespace = open(sync.namespace);
      const parts = { label, namespace, sync, changes, manifest, describes, changesPerWrite };
      return openDelivery(parts);
    },
  };
}

interface DeliveryParts {
  readonly label: string;
  readonly namespace: Namespace;
  readonly sync: SyncIdentity;
  readonly changes: Change[];
  readonly manifest: boolean;
  readonly describes: boolean;
  readonly changesPerWrite: number;
}

function openDelivery(parts: DeliveryParts): Delivery {
  const { label, namespace, sync, changes, manifest, describes, changesPerWrite } = parts;
  let expected = namespace.seq;
  let buffer: Change[] = [];
  let writeCalls = 0;
  let bytes = 0;

  const write = (): readonly Receipt[] => {
    if (buffer.length === 0) return [];
    if (sync.seq < namespace.seq || expected !== namespace.seq) {
      throw new PlanAgainError(
        `Another sync wrote to namespace ${sync.namespace} of ${label} meanwhile.`,
        { code: 'sync_conflict', hint: 'Run the sync again.' },
      );
    }
    const writing = buffer;
    buffer = [];
    writeCalls += 1;
    bytes += Buffer.byteLength(JSON.stringify(writing));
    namespace.seq = sync.seq;
    expected = sync.seq;
    changes.push(...writing);
    return writing.map((change) => apply(namespace, change));
  };

  return {
    ...(manifest && { manifest: manifestOf(namespace) }),
    ...(describes && { describes }),
    async add(change, signal) {
      signal.throwIfAborted();
      buffer.push(change);
      return buffer.length >= changesPerWrite ? write() : [];
    },
    async finish(_counts, signal) {
      signal.throwIfAborted();
      return write();
    },
    get traffic() {
      return { writeCalls, requests: writeCalls, bytes };
    },
  };
}

function apply({ documents }: Namespace, change: Change): Receipt {
  if (change.do === 'delete') {
    documents.delete(change.documentId);
    return { documentId: change.documentId, outcome: 'removed' };
  }
  const documentId = changedDocument(change);
  if (change.do === 'upsert') {
    const { document, chunks } = change;
    documents.set(documentId, { document, chunks });
    return { documentId, outcome: 'stored' };
  }
  const held = documents.get(documentId);
  if (!held) return { documentId, outcome: 'refused', reason: 'it is not held' };
  const { title = held.document.title, ...described } = change.description;
  documents.set(documentId, { ...held, document: { ...held.document, ...described, title } });
  return { documentId, outcome: 'stored' };
}

function manifestOf({ seq, documents }: Namespace): Manifest {
  return {
    seq,
    async *documents(signal) {
      for (const { document, chunks } of documents.values()) {
        signal.throwIfAborted();
        yield toEntry(document, chunks.length);
      }
    },
  };
}

function toEntry(document: DeliveredDocument, chunkCount: number): ManifestEntry {
  const { id, version, contentHash, signature, url, title } = document;
  return { documentId: id, version, contentHash, signature, chunkCount, url, title };
}
