import type { Change } from '#core/change.ts';
import type { Destination, Receipt } from '#core/destination.ts';
import { StopRunError } from '#core/errors.ts';
import type { Notebook } from '#core/notebook.ts';
import type { CallOptions } from '#twig/sdk/call.ts';
import type { Articles } from '#twig/sdk/resources/articles.ts';
import { newId } from '#util/new-id.ts';
import { sha256 } from '#util/sha256.ts';
import { openDeliveryBook, rowFor } from './book/delivery-book.ts';
import { refusedDescription } from './book/refused-description.ts';
import { articleContent, articleTitle, maxArticleLength } from './kb/article-content.ts';
import { createArticleShelf } from './kb/article-shelf.ts';
import { createTrafficMeter } from './push/traffic-meter.ts';

export interface KbDestinationOptions {
  readonly articles: Pick<Articles, 'create' | 'update' | 'pages'>;
  /** Remembers which article holds which document. Of this source and this server alone. */
  readonly notebook: Notebook;
  /** Tells the articles of this source from those of others: its name. */
  readonly owner: string;
  readonly label: string;
}

/**
 * Delivers each document as one article of the knowledge base. Which article that is survives in the
 * notebook, and in a tag of the article: a lost notebook costs a look through the articles, not a second
 * copy of them. The API deletes no articles: what is removed becomes a draft, which nobody finds.
 *
 * Every change is a write call of its own. An article is as public as the knowledge base.
 *
 * @example
 * const destination = createKbDestination({
 *   articles: client.articles, notebook: openNotebook('kb Handbook'), owner: 'Handbook', label: 'the knowledge base',
 * });
 */
export function createKbDestination(options: KbDestinationOptions): Destination {
  const { articles, notebook, owner, label } = options;
  return {
    label,
    async open(sync) {
      const { namespace } = sync;
      const book = await openDeliveryBook(notebook, sync);
      const meter = createTrafficMeter();
      const tagOf = (documentId: string) =>
        `twigkit-${sha256(JSON.stringify([owner, namespace, documentId])).slice(0, 20)}`;
      const shelf = createArticleShelf({ notebook, articles });

      async function store(
        { document, chunks }: Extract<Change, { do: 'upsert' }>,
        call: CallOptions,
      ): Promise<Receipt> {
        const { id: documentId } = document;
        const content = articleContent(document, chunks);
        if (content.length > maxArticleLength) {
          const reason = `an article may have ${maxArticleLength} characters, and this has ${content.length}`;
          return { documentId, outcome: 'refused', reason };
        }
        const tag = tagOf(documentId);
        const article = {
          title: articleTitle(document),
          content,
          tags: ['twigkit', tag],
          status: 'published' as const,
        };
        const known = (await book.row(documentId))?.place ?? (await shelf.find(tag, call));
        const place = (known && (await update(known, article, call))) ?? (await create());
        const row = rowFor(document, chunks.length, place);
        await book.keep({ put: [row] }, shelf.taken(tag));
        return { documentId, outcome: 'stored' };

        async function create(): Promise<string> {
          const idempotencyKey = newId('kb');
          await shelf.intend(tag);
          return (await articles.create(article, { ...call, idempotencyKey })).id;
        }
      }

      async function retire(documentId: string, call: CallOptions): Promise<Receipt> {
        const tag = tagOf(documentId);
        const place = (await book.row(documentId))?.place;
        if (place !== undefined) {
          const tags = ['twigkit', tag];
          const kept = await update(place, { status: 'draft', tags }, call);
          await book.keep({ remove: [documentId] }, kept ? shelf.left(tag, kept) : {});
        }
        return { documentId, outcome: 'removed' };
      }

      /** Undefined when somebody deleted the article. */
      async function update(
        id: string,
        article: Parameters<Articles['update']>[1],
        call: CallOptions,
      ): Promise<string | undefined> {
        try {
          return (await articles.update(id, article, call)).id;
        } catch (error) {
          if (error instanceof StopRunError && error.code === 'not_found') return undefined;
          throw error;
        }
      }

      return {
        manifest: book.manifest,
        get traffic() {
          return meter.traffic;
        },
        async add(change, signal) {
          if (change.do === 'describe') return [refusedDescription(change)];
          await book.claim(signal);
          const call = { signal, onRequest: meter.count };
          return [
            change.do === 'upsert'
              ? await store(change, call)
              : await retire(change.documentId, call),
          ];
        },
        finish: () => Promise.resolve([]),
      };
    },
  };
}
