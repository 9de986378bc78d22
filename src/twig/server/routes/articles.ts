import { articleListQuery, createArticle, updateArticle } from '#twig/api/articles.ts';
import { listQuery } from '#twig/api/list.ts';
import { newId } from '#util/new-id.ts';
import { refuse, type ServerContext } from '../answers.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from '../idempotency-key-of.ts';
import { readJson, readQuery } from '../read-input.ts';
import {
  type ArticleText,
  findArticle,
  listArticles,
  listArticleVersions,
} from '../store/articles.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function articleHandlers({
  reader,
  writer,
  clock,
  chunkArticle,
}: ServerParts): RouteHandlers<
  'listArticles' | 'createArticle' | 'getArticle' | 'updateArticle' | 'listArticleVersions'
> {
  const find = (context: ServerContext) =>
    findArticle(reader, context.get('caller').organisation, context.req.param('id') ?? '');
  const chunksOf = async (id: string, text: ArticleText, signal: AbortSignal) =>
    chunkArticle && text.status === 'published'
      ? await chunkArticle({ id, title: text.title, content: text.content }, signal)
      : null;

  return {
    listArticles(context) {
      const query = readQuery(context, articleListQuery);
      if (!query.ok) return query.answer;
      const { limit, offset, status } = query.value;
      const { organisation } = context.get('caller');
      const page = listArticles(reader, organisation, { limit, offset, status });
      return context.json({ ...page, limit, offset });
    },

    async createArticle(context) {
      const input = await readJson(context, createArticle);
      if (!input.ok) return input.answer;
      const articleId = newId('kb');
      const created = await writer.createArticle({
        organisation: context.get('caller').organisation,
        now: clock.now(),
        articleId,
        text: input.value,
        chunks: await chunksOf(articleId, input.value, context.req.raw.signal),
        idempotencyKey: idempotencyKeyOf(context, 'createArticle', input.value),
      });
      if (created.is === 'key-reused') return idempotencyKeyReused(context);
      return context.json(created.answer, 201);
    },

    getArticle(context) {
      const found = find(context);
      return found ? context.json(found) : articleNotFound(context);
    },

    async updateArticle(context) {
      const before = find(context);
      if (!before) return articleNotFound(context);
      const input = await readJson(context, updateArticle);
      if (!input.ok) return input.answer;
      const { id: articleId, version } = before;
      const { title = before.title, content = before.content } = input.value;
      const { tags = before.tags, status = before.status } = input.value;
      const text = { title, content, tags, status };
      const updated = await writer.updateArticle({
        organisation: context.get('caller').organisation,
        now: clock.now(),
        articleId,
        version,
        text,
        chunks: await chunksOf(articleId, text, context.req.raw.signal),
        idempotencyKey: idempotencyKeyOf(context, 'updateArticle', { articleId, ...input.value }),
      });
      if (updated.is === 'key-reused') return idempotencyKeyReused(context);
      if (updated.answer) return context.json(updated.answer);
      return refuse(context, {
        code: 'conflict',
        message: `The article ${articleId} was changed at the same time; read it and try again.`,
        details: { article_id: articleId, version },
      });
    },

    listArticleVersions(context) {
      const query = readQuery(context, listQuery);
      if (!query.ok) return query.answer;
      const found = find(context);
      if (!found) return articleNotFound(context);
      const { limit, offset } = query.value;
      const { organisation } = context.get('caller');
      const page = listArticleVersions(reader, organisation, found.id, { limit, offset });
      return context.json({ ...page, limit, offset });
    },
  };
}

function articleNotFound(context: ServerContext): Response {
  const id = context.req.param('id') ?? '';
  return refuse(context, {
    code: 'not_found',
    message: `There is no article ${id} in the organisation of this API key.`,
    details: { article_id: id },
  });
}
