import { type Change, changedDocument } from '#core/change.ts';
import type { Destination, Receipt } from '#core/destination.ts';
import type { NotebookEntry } from '#core/notebook.ts';
import type { CallOptions } from '#twig/sdk/call.ts';
import { sha256 } from '#util/sha256.ts';
import { type BookRow, openDeliveryBook, rowFor } from './book/delivery-book.ts';
import { refusedDescription } from './book/refused-description.ts';
import type { PublishedSite } from './publish/open-site.ts';
import { renderPage } from './publish/render-page.ts';
import { createTrafficMeter } from './push/traffic-meter.ts';

export interface PublishDestinationOptions {
  readonly site: PublishedSite;
  readonly label: string;
  /** Has the server read the site again; resolves when it has. */
  haveItRead(call: CallOptions): Promise<void>;
}

/** Changes that become durable together. */
const batchSize = 50;

/**
 * Publishes each document as a page of a small site, for a server that takes no documents but reads
 * websites. A receipt means: published. The server is told to read the site when anything changed, and
 * again by the next sync when that did not come to its end.
 *
 * A document that not everyone may read is refused, and a page of it that was there before is taken
 * down at once: whoever knows the address may read it.
 */
export function createPublishDestination(options: PublishDestinationOptions): Destination {
  const { site, label } = options;
  const { notebook } = site;
  return {
    label,
    async open(sync) {
      const book = await openDeliveryBook(notebook, sync);
      const meter = createTrafficMeter();
      const pending = new Map<string, Change>();
      /** Of what was replaced by a later change of the same document before it was written. */
      let order: Change[] = [];

      async function flush(): Promise<readonly Receipt[]> {
        if (order.length === 0) return [];
        const put: BookRow[] = [];
        const pages: NotebookEntry[] = [];
        const remove: string[] = [];
        const refused = new Map<string, string>();
        for (const [documentId, change] of pending) {
          const page = pageOf(sync.namespace, documentId);
          if (change.do === 'upsert' && change.document.acl?.kind === 'public') {
            const { document, chunks } = change;
            put.push(rowFor(document, chunks.length, page));
            pages.push({ key: site.pageKey(page), value: renderPage(document, chunks) });
          } else {
            remove.push(documentId);
            if (change.do === 'upsert') refused.set(documentId, notPublic);
          }
        }
        await book.keep(
          { put, remove },
          {
            put: [...pages, site.changed()],
            remove: remove.map((id) => site.pageKey(pageOf(sync.namespace, id))),
          },
        );
        const receipts = order.map((change) => receiptOf(change, refused));
        pending.clear();
        order = [];
        return receipts;
      }

      return {
        manifest: book.manifest,
        get traffic() {
          return meter.traffic;
        },
        async add(change, signal) {
          if (change.do === 'describe') return [refusedDescription(change)];
          await book.claim(signal);
          pending.set(changedDocument(change), change);
          order.push(change);
          return order.length >= batchSize ? flush() : [];
        },
        async finish(_counts, signal) {
          const receipts = await flush();
          const since = await site.changedSince();
          if (since !== undefined) {
            await options.haveItRead({ signal, onRequest: meter.count });
            await site.read(since);
          }
          return receipts;
        },
      };
    },
  };
}

const notPublic =
  'its readers are restricted or unknown, and what is published can be read by whoever has the address';

function receiptOf(change: Change, refused: ReadonlyMap<string, string>): Receipt {
  const documentId = changedDocument(change);
  if (change.do === 'delete') return { documentId, outcome: 'removed' };
  const reason = refused.get(documentId);
  return reason === undefined
    ? { documentId, outcome: 'stored' }
    : { documentId, outcome: 'refused', reason };
}

/** The same for a document for ever, so that citations stay good. */
function pageOf(namespace: string, documentId: string): string {
  return sha256(JSON.stringify([namespace, documentId])).slice(0, 24);
}
