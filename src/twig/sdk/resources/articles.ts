import type {
  Article as WireArticle,
  ArticleVersion as WireArticleVersion,
  CreateArticle as WireCreateArticle,
  UpdateArticle as WireUpdateArticle,
} from '#twig/api/articles.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, listOf, maybe, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import type { ListQuery } from '../list.ts';
import { createListResource, type ListResource, type StatusQuery } from '../list-resource.ts';

/** A knowledge base article in its current version; `status` is `draft` or `published`. */
export type Article = Lenient<Camel<WireArticle>, 'id' | 'title'>;
export type NewArticle = Camel<WireCreateArticle>;
export type ArticleUpdate = Camel<WireUpdateArticle>;
export type ArticleVersion = Lenient<Camel<WireArticleVersion>, 'version'>;

/** The knowledge base: articles in Markdown. */
export interface Articles extends ListResource<Article, StatusQuery> {
  create(article: NewArticle, options?: CallOptions): Promise<Article>;
  /** Writes a new version; what is left out stays as it is. */
  update(id: string, update: ArticleUpdate, options?: CallOptions): Promise<Article>;
  /** An addition that a server may lack (404), like `versions`. */
  get(id: string, options?: CallOptions): Promise<Article>;
  /** One page of its versions, newest first. */
  versions(
    id: string,
    query?: ListQuery,
    options?: CallOptions,
  ): Promise<readonly ArticleVersion[]>;
}

const listRoute: Endpoint<'listArticles'> = { method: 'GET', path: '/api/v1/kb', scope: 'read' };
const createRoute: Endpoint<'createArticle'> = {
  method: 'POST',
  path: '/api/v1/kb',
  scope: 'write',
};
const getRoute: Endpoint<'getArticle'> = { method: 'GET', path: '/api/v1/kb/:id', scope: 'read' };
const updateRoute: Endpoint<'updateArticle'> = {
  method: 'PUT',
  path: '/api/v1/kb/:id',
  scope: 'write',
};
const versionsRoute: Endpoint<'listArticleVersions'> = {
  method: 'GET',
  path: '/api/v1/kb/:id/versions',
  scope: 'read',
};

const versionReaders = {
  content: maybe(text),
  tags: maybe(listOf(text)),
  status: maybe(text),
  updatedAt: maybe(text),
};

const readArticle = fields<Article>({
  ...versionReaders,
  id: text,
  title: text,
  version: maybe(amount),
  createdAt: maybe(text),
});

const readVersions = fields<{ readonly versions: readonly ArticleVersion[] }>({
  versions: listOf(
    fields<ArticleVersion>({ ...versionReaders, title: maybe(text), version: amount }),
  ),
});

export function createArticles(send: Send): Articles {
  return {
    ...createListResource(send, { endpoint: listRoute, noun: 'articles', read: readArticle }),
    create: (article, options) =>
      send({ endpoint: createRoute, body: jsonBody(article) }, readArticle, options),
    update: (id, update, options) =>
      send({ endpoint: updateRoute, id, body: jsonBody(update) }, readArticle, options),
    get: (id, options) => send({ endpoint: getRoute, id }, readArticle, options),
    async versions(id, { limit, offset } = {}, options) {
      const call = { endpoint: versionsRoute, id, query: { limit, offset } };
      return (await send(call, readVersions, options)).versions;
    },
  };
}
