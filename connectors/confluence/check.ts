import { type Finding, plural, tryFinding } from '#kit';
import type { ConfluenceApi } from './api.ts';
import type { ConfluenceContext, Connection } from './connection.ts';
import type { AttachmentNode, ContentNode, Space } from './content-node.ts';
import { spaceMissing } from './read.ts';
import type { Allowance } from './read-allowances.ts';
import { readTokenEnd } from './token-end.ts';

/** Tries what a read needs, one permission after the other, on the first space that it finds. */
export async function* checkConfluence(
  api: ConfluenceApi,
  connection: Connection,
  context: ConfluenceContext,
): AsyncGenerator<Finding> {
  const { config, signal } = context;
  const spaces: Space[] = [];
  const listed = await tryFinding(`sign in to ${config.siteUrl} and list spaces`, async () => {
    for await (const space of api.spaces(config.spaces, signal)) spaces.push(space);
    return plural(spaces.length, 'space');
  });
  yield listed;
  if (!listed.ok) return;
  yield* readTokenEnd(connection, context);
  for (const key of config.spaces ?? []) {
    if (spaces.some((space) => space.key === key)) continue;
    const { message, hint } = spaceMissing(key, config.siteUrl);
    yield { ok: false, subject: `find the space ${key}`, message: `${message} ${hint}` };
  }
  const [space] = spaces.filter(({ key }) => !config.excludeSpaces.includes(key));
  if (space) yield* checkSpace(api, context, space);
  const allowance = connection.allowance();
  if (allowance) yield { ok: true, subject: `what the site allows: ${describe(allowance)}` };
}

function describe({ left, of, resetsAt }: Allowance): string {
  const count = (number: number) => number.toLocaleString('en-US');
  const share = of === undefined ? count(left) : `${count(left)} of ${count(of)}`;
  return `${share} left${resetsAt === undefined ? '' : ` until ${new Date(resetsAt).toISOString()}`}`;
}

async function* checkSpace(
  api: ConfluenceApi,
  { config, signal }: ConfluenceContext,
  space: Space,
): AsyncGenerator<Finding> {
  const { key } = space;
  let page: ContentNode | undefined;
  let attachment: AttachmentNode | undefined;
  yield await tryFinding(`list the pages of ${key}`, async () => {
    for await (const found of api.contents(space, 'page', signal)) {
      if (found.is === 'hole') throw found.error;
      page = found.entry.node;
      break;
    }
    return page ? undefined : 'there are none';
  });
  if (config.blogPosts) {
    yield await tryFinding(`list the blog posts of ${key}`, () =>
      takeOne(api.contents(space, 'blogpost', signal)),
    );
  }
  yield await tryFinding(`search ${key} for labels and restrictions`, () =>
    takeOne(api.details(space, signal)),
  );
  if (config.comments !== 'none') {
    yield await tryFinding(`search ${key} for comments`, () =>
      takeOne(api.comments(space, signal)),
    );
  }
  if (config.attachments) {
    yield await tryFinding(`search ${key} for attachments`, async () => {
      for await (const found of api.attachments(space, signal)) {
        attachment = found;
        break;
      }
      return undefined;
    });
  }
  const first = page;
  if (first) {
    yield await tryFinding(`read the text of "${first.title}"`, () =>
      ignore(api.body(first, signal)),
    );
    yield await tryFinding(`read who may see "${first.title}"`, () =>
      ignore(api.detailsOf(first.id, 'page', signal)),
    );
    const { parent, author } = first;
    if (parent && parent.kind !== 'page') {
      yield await tryFinding(`read the ${parent.kind} that it lies in`, () =>
        ignore(api.node(parent.id, parent.kind, signal)),
      );
    }
    const id = author?.name === undefined ? author?.id : undefined;
    if (id !== undefined) {
      yield await tryFinding('read the names of people', () => ignore(api.names([id], signal)));
    }
  }
  const file = attachment;
  if (file && (file.byteCount ?? 0) <= config.maxAttachmentBytes) {
    yield await tryFinding(`download "${file.title}"`, () =>
      ignore(api.download(file, config.maxAttachmentBytes, signal)),
    );
  }
  if (!config.isPublic) {
    yield await tryFinding(`read who may see ${key}`, async () => {
      const readers = await api.spaceReaders(space, signal);
      return readers && plural(readers.length, 'person or group', 'people and groups');
    });
  }
}

async function takeOne(listing: AsyncIterable<unknown>): Promise<undefined> {
  for await (const found of listing) {
    if (isHole(found)) throw found.error;
    return undefined;
  }
  return undefined;
}

function isHole(found: unknown): found is { readonly error: Error } {
  return (
    typeof found === 'object' &&
    found !== null &&
    'is' in found &&
    found.is === 'hole' &&
    'error' in found
  );
}

async function ignore(work: Promise<unknown>): Promise<undefined> {
  await work;
  return undefined;
}
