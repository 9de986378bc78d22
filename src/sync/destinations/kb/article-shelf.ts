import type { Notebook, NotebookBatch } from '#core/notebook.ts';
import type { CallOptions } from '#twig/sdk/call.ts';
import type { Articles } from '#twig/sdk/resources/articles.ts';

export interface ArticleShelfOptions {
  readonly notebook: Notebook;
  readonly articles: Pick<Articles, 'pages'>;
}

/**
 * Articles that hold no document at present, or of which nobody knows whether they do: those that were
 * unpublished, and those whose making was interrupted before its answer came.
 */
export interface ArticleShelf {
  /** The article of a tag, when there is one beside those in the book. */
  find(tag: string, call: CallOptions): Promise<string | undefined>;
  /** Notes that an article of this tag is about to be made. Durable when it resolves. */
  intend(tag: string): Promise<void>;
  /** To be written when an article went into the book, or out of it. */
  taken(tag: string): NotebookBatch;
  left(tag: string, articleId: string): NotebookBatch;
}

const lookedKey = 'looked';

export function createArticleShelf({ notebook, articles }: ArticleShelfOptions): ArticleShelf {
  let found: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    async find(tag, call) {
      const left = await notebook.get(`left/${tag}`);
      if (typeof left === 'string') return left;
      // A notebook that never looked may be new, and its articles old.
      const isUnsure =
        (await notebook.get(lookedKey)) === undefined ||
        (await notebook.get(`intent/${tag}`)) !== undefined;
      if (!isUnsure) return found && (await found).get(tag);
      found ??= lookThrough(call);
      return (await found).get(tag);
    },
    async intend(tag) {
      await notebook.write({ put: [{ key: `intent/${tag}`, value: true }] });
    },
    taken: (tag) => ({ remove: [`intent/${tag}`, `left/${tag}`] }),
    left: (tag, articleId) => ({ put: [{ key: `left/${tag}`, value: articleId }] }),
  };

  async function lookThrough(call: CallOptions): Promise<ReadonlyMap<string, string>> {
    const byTag = new Map<string, string>();
    for await (const { entries } of articles.pages({ limit: 200 }, call)) {
      for (const { id, tags = [] } of entries) {
        for (const tag of tags) if (tag.startsWith('twigkit-')) byTag.set(tag, id);
      }
    }
    await notebook.write({
      put: [
        { key: lookedKey, value: true },
        ...[...byTag].map(([tag, id]) => ({ key: `left/${tag}`, value: id })),
      ],
    });
    return byTag;
  }
}
