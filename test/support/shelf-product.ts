import { RetryError } from '#core/errors.ts';
import type { Http, HttpResponse } from '#core/http.ts';

/** One document of the shelf, as its API tells it. */
export interface ShelfDocument {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly folder: string;
  readonly revision: number;
}

/**
 * A small product with an API: documents with immutable ids, a listing in pages of two, a change feed
 * whose tokens expire, and a key.
 */
export interface ShelfProduct {
  readonly http: Http;
  readonly key: string;
  put(name: string, document: { readonly title: string; readonly text: string }): void;
  remove(name: string): void;
  change(name: string, change: Partial<ShelfDocument>): void;
  spoil(name: string, spoilt: boolean): void;
  darken(): void;
  expire(): void;
}

const pageSize = 2;

export function createShelfProduct(): ShelfProduct {
  const key = 'shelf-key-7f31c0de';
  const documents = new Map<string, ShelfDocument>();
  const ids = new Map<string, string>();
  const spoilt = new Set<string>();
  /** Ids in the order of their changes; a token is a position. */
  let changes: string[] = [];
  let expiredBefore = 0;
  let isDark = false;

  const idOf = (name: string) => {
    const id = ids.get(name) ?? `id-${ids.size + 1}`;
    ids.set(name, id);
    return id;
  };
  const write = (document: ShelfDocument) => {
    changes.push(document.id);
    documents.set(document.id, { ...document, revision: changes.length });
  };

  const answer = (url: URL): HttpResponse => {
    const token = changes.length;
    const [, kind, id = ''] = url.pathname.split('/');
    if (kind === 'documents' && id !== '') {
      if (spoilt.has(id)) return reply(403, { error: 'locked' });
      const document = documents.get(id);
      return document ? reply(200, document) : reply(404, { error: 'not there' });
    }
    if (kind === 'documents') {
      const page = Number(url.searchParams.get('page') ?? 0);
      const sorted = [...documents.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const from = page * pageSize;
      const next = from + pageSize < sorted.length ? page + 1 : null;
      const shown = sorted.slice(from, from + pageSize).map(({ text: _, ...entry }) => entry);
      return reply(200, { documents: shown, next, token });
    }
    const since = Number(url.searchParams.get('since'));
    if (since < expiredBefore) return reply(410, { error: 'expired' });
    const changed = [...new Set(changes.slice(since))];
    return reply(200, {
      documents: changed.flatMap((one) => documents.get(one) ?? []),
      removed: changed.filter((one) => !documents.has(one)),
      token,
    });
  };

  return {
    key,
    async http({ url, headers }) {
      if (isDark) throw new RetryError(`${url} cannot be reached.`, { code: 'unreachable' });
      if (headers?.authorization !== `Bearer ${key}`) return reply(401, { error: 'no key' });
      return answer(new URL(url));
    },
    put(name, { title, text }) {
      const id = idOf(name);
      write({ folder: 'main', revision: 0, ...documents.get(id), id, title, text });
    },
    remove(name) {
      const id = idOf(name);
      documents.delete(id);
      changes.push(id);
    },
    change(name, change) {
      const document = documents.get(idOf(name));
      if (document) write({ ...document, ...change });
    },
    spoil(name, isSpoilt) {
      if (isSpoilt) spoilt.add(idOf(name));
      else spoilt.delete(idOf(name));
      this.change(name, {});
    },
    darken() {
      isDark = true;
    },
    expire() {
      expiredBefore = changes.length + 1;
      changes = [...changes, 'id-0'];
    },
  };
}

function reply(status: number, body: unknown): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}
