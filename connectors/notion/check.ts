import { asError, type Finding, TwigkitError } from '#kit';
import type { NotionContext } from './client.ts';
import { isRefused } from './explain-error.ts';
import { nothingShared } from './nothing-shared.ts';
import { findRoot } from './roots.ts';
import type { Workspace } from './workspace.ts';

/** Tries each thing that a sync needs. */
export async function* checkNotion(
  { config, signal }: NotionContext,
  { api }: Workspace,
): AsyncGenerator<Finding> {
  const attempt = async (subject: string, work: () => Promise<string | undefined>) => {
    try {
      const message = await work();
      return { ok: message === undefined, subject, ...(message !== undefined && { message }) };
    } catch (error) {
      signal.throwIfAborted();
      return { ok: false, subject, message: told(error) };
    }
  };

  const token = await attempt('use the token', async () => {
    await api.me();
    return undefined;
  });
  yield token;
  if (!token.ok) return;

  let example: string | undefined;
  yield await attempt('find shared pages', async () => {
    for await (const { results } of api.search({ filter: { property: 'object', value: 'page' } })) {
      example = results.find((found) => !found.in_trash)?.id;
      if (example !== undefined || results.length > 0) break;
    }
    return example === undefined && config.roots.length === 0 ? nothingShared : undefined;
  });
  for (const root of config.roots) {
    yield await attempt(`read the root ${root}`, async () => {
      const found = await findRoot(api, root);
      if (found.object === 'page') example ??= found.id;
      return found.in_trash
        ? 'It lies in the trash. Restore it, or take it out of "roots".'
        : undefined;
    });
  }
  if (example === undefined) return;
  const id = example;
  yield await attempt('read content', async () => {
    try {
      await api.markdown(id, false);
    } catch (error) {
      if (!isRefused(error)) throw error;
      return 'Notion does not give this page as Markdown: its blocks are read instead, which takes more requests.';
    }
    return undefined;
  });
  if (!config.hasComments) return;
  yield await attempt('read comments', async () => {
    for await (const _ of api.comments(id)) break;
    return undefined;
  });
}

function told(thrown: unknown): string {
  const error = asError(thrown);
  const hint = error instanceof TwigkitError ? error.hint : undefined;
  return hint === undefined ? error.message : `${error.message} ${hint}`;
}
