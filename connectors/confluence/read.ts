import {
  asError,
  type Item,
  type ReadResult,
  type SourceEvent,
  StopScopeError,
  TwigkitError,
} from '#kit';
import type { ConfluenceApi } from './api.ts';
import type { ConfluenceContext } from './connection.ts';
import type { ContentNode, Space } from './content-node.ts';
import { type Includes, recallIncludes } from './includes.ts';
import { loadAttachment, loadComment } from './load-child.ts';
import { loadPage } from './load-page.ts';
import { mayShow } from './may-show.ts';
import { createReader, type Reader } from './reader.ts';
import { type Known, type Place, placeOf } from './space-tree.ts';
import { attachmentDocument, commentDocument, documentId, pageDocument } from './to-document.ts';

type Events = AsyncGenerator<SourceEvent<never>, boolean>;

/**
 * Reads a space: first the whole listing without bodies, so that parents and restrictions are known,
 * then the pages, and the comments and attachments in them. There is no cursor: an interrupted read
 * lists again, and loads only what was not loaded yet.
 */
export async function* readSpace(
  api: ConfluenceApi,
  context: ConfluenceContext,
  space: Space,
): AsyncGenerator<SourceEvent<never>, ReadResult> {
  const { config, notebook, signal } = context;
  const reader = await createReader(api, context, space, { hasListing: true });
  const { nodes, people } = reader;
  let isWhole = yield* list(reader);
  // Before anything is announced: a page whose readers are unknown would be withdrawn.
  for await (const { id, ...details } of api.details(space, signal)) {
    const known = nodes.get(id);
    if (known) nodes.add(known.node, details);
  }
  await people.meet(strangersIn(nodes.nodes()), signal);
  const versionOf = (id: string) => nodes.get(id)?.node.version;
  const includes = await recallIncludes(notebook, space.key, {
    versionOf,
    mayShow: (shown, on) => mayShow(reader, shown, on),
    api,
    signal,
  });
  isWhole = (yield* announcePages(reader, includes)) && isWhole;
  if (config.comments !== 'none') isWhole = (yield* announceComments(reader)) && isWhole;
  if (config.attachments) isWhole = (yield* announceAttachments(reader)) && isWhole;
  return isWhole ? 'everything' : 'changes';
}

/** Authors whose names the listing did not tell. */
function strangersIn(nodes: Iterable<ContentNode>): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { author } of nodes) {
    if (author?.id !== undefined && author.name === undefined) ids.add(author.id);
  }
  return ids;
}

async function* list({ api, space, nodes, context: { config, signal } }: Reader): Events {
  let isWhole = true;
  for (const kind of config.blogPosts ? (['page', 'blogpost'] as const) : (['page'] as const)) {
    for await (const listed of api.contents(space, kind, signal)) {
      if (listed.is === 'hole') {
        isWhole = false;
        yield { is: 'failed', error: listed.error };
      } else {
        const { node, details } = listed.entry;
        nodes.add(node, details);
      }
    }
  }
  return isWhole;
}

async function* announcePages(reader: Reader, includes: Includes): Events {
  let isWhole = true;
  for (const node of [...reader.nodes.nodes()]) {
    const kind = node.kind === 'blogpost' ? 'blogpost' : 'page';
    try {
      const place = await placeIn(reader, node.id, kind);
      if (place) yield { is: 'item', item: await pageItem(reader, place, includes) };
    } catch (error) {
      throwIfEverybodys(error);
      isWhole = false;
      yield { is: 'failed', id: documentId(kind, node.id), error: asError(error) };
    }
  }
  return isWhole;
}

async function* announceComments(reader: Reader): Events {
  const { api, space, context } = reader;
  for await (const comment of api.comments(space, context.signal)) {
    const place = await listedPlace(reader, comment.container);
    if (!place) continue;
    const load = (signal: AbortSignal) => loadComment(reader, comment, place, signal);
    yield { is: 'item', item: commentDocument(comment, place, reader.rules, load) };
  }
  return true;
}

async function* announceAttachments(reader: Reader): Events {
  const { api, space, context } = reader;
  for await (const attachment of api.attachments(space, context.signal)) {
    const place = await listedPlace(reader, attachment.container);
    if (!place) continue;
    const load = (signal: AbortSignal) => loadAttachment(reader, attachment, signal);
    yield { is: 'item', item: attachmentDocument(attachment, place, reader.rules, load) };
  }
  return true;
}

/** Where something lies that hangs on a page; undefined where that page is not read. */
function listedPlace(reader: Reader, container: string): Promise<Place | undefined> {
  const known = reader.nodes.get(container);
  return known ? placeIn(reader, container, known.node.kind) : Promise.resolve(undefined);
}

export async function placeIn(
  reader: Reader,
  id: string,
  kind: Known['node']['kind'],
): Promise<Place | undefined> {
  const { space, lookup, spaceReaders, context } = reader;
  const known = await lookup(id, kind);
  return known && placeOf(known, { space, lookup, spaceReaders, config: context.config });
}

export async function pageItem(reader: Reader, place: Place, includes: Includes): Promise<Item> {
  return pageDocument(place, reader.rules, await includes.signOf(place), async (signal) => {
    const { content, shown } = await loadPage(reader, place, signal);
    await includes.note(place, shown);
    return content;
  });
}

/** Of one document or of all: a wrong token fails every one. */
function throwIfEverybodys(error: unknown): void {
  const isOurs = error instanceof TwigkitError;
  if (!isOurs || /^(?:FixCredentials|FixInput|StopRun|StopScope)Error$/.test(error.name))
    throw error;
}

/** @throws StopScopeError for a space that the configuration names and the site does not show. */
export function spaceMissing(key: string, siteUrl: string): StopScopeError {
  return new StopScopeError(`${siteUrl} shows this account no space ${key}.`, {
    code: 'space_missing',
    hint: 'It was deleted or archived, or the account may not see it. Its documents stay until the space is taken out of the configuration.',
  });
}
