import { isUtf8 } from 'node:buffer';
import { posix } from 'node:path';
import { SkipDocumentError } from '#core/errors.ts';
import type { Converter } from '#sync/convert.ts';
import { deliveredDocument } from '#sync/diff/delivered-document.ts';
import type { Git } from '../../../../connectors/file/git.ts';
import { readBlob } from '../../../../connectors/file/git.ts';
import { expandIncludes } from '../../../../connectors/file/includes/expand-includes.ts';
import {
  includeLanguageOf,
  mayInclude,
} from '../../../../connectors/file/includes/find-includes.ts';
import {
  type ReadIncluded,
  readIncludedBy,
  toIncluded,
} from '../../../../connectors/file/includes/read-included.ts';
import { mediaTypeOf } from '../../../../connectors/file/media-type.ts';
import type { FileConfig } from '../../../../connectors/file/options.ts';
import { permalink } from '../../../../connectors/file/permalink.ts';
import type { Place } from '../../../../connectors/file/place.ts';
import { publishedUrl } from '../../../../connectors/file/published-url.ts';
import type { CheckDocument, DocumentPair } from './check-document.ts';
import { readBlobs } from './read-blobs.ts';
import { createLfsReader } from './read-lfs-object.ts';
import type { Tree, TreeFile } from './read-tree.ts';

export interface ConvertTreesOptions {
  readonly git: Git;
  readonly place: Place;
  readonly config: FileConfig;
  readonly converter: Converter;
  /** How many documents are converted at once. */
  readonly concurrency: number;
  /** Undefined when there is nothing to compare with. */
  readonly base: Tree | undefined;
  readonly head: Tree;
}

/**
 * Converts the documents of both trees, in the order of their ids. What is the same on both sides is
 * converted once.
 */
export async function* convertTrees(
  options: ConvertTreesOptions,
  signal: AbortSignal,
): AsyncGenerator<DocumentPair> {
  const { base, head, place, concurrency } = options;
  const ids = [...new Set([...(base?.files.keys() ?? []), ...head.files.keys()])].sort();
  const sides = {
    base: base && sideOf(options, base, signal),
    head: sideOf(options, head, signal),
  };
  const wanted = ids.map((id) => ({ id, base: base?.files.get(id), head: head.files.get(id) }));
  const blobs = readBlobs(place.root, wanted.flatMap(blobsOf), signal);
  const converting: Promise<DocumentPair>[] = [];
  try {
    for (const files of wanted) {
      const bytes = new Map<string, Buffer>();
      for (const blob of blobsOf(files)) bytes.set(blob, (await blobs.next()).value ?? noBytes);
      const pair = convertPair(files, bytes, sides, signal);
      // Met in its turn below.
      pair.catch(() => undefined);
      converting.push(pair);
      if (converting.length >= concurrency) yield await takeFirst(converting);
    }
    while (converting.length > 0) yield await takeFirst(converting);
  } finally {
    await blobs.return(undefined);
    await Promise.allSettled(converting);
  }
}

const noBytes = Buffer.alloc(0);

interface Files {
  readonly id: string;
  readonly base: TreeFile | undefined;
  readonly head: TreeFile | undefined;
}

function blobsOf({ base, head }: Files): readonly string[] {
  return [...new Set([base?.blob, head?.blob].filter((blob) => blob !== undefined))];
}

async function takeFirst(converting: Promise<DocumentPair>[]): Promise<DocumentPair> {
  const first = await converting[0];
  converting.shift();
  if (first === undefined) throw new Error('Nothing is being converted.');
  return first;
}

async function convertPair(
  { id, base, head }: Files,
  bytes: ReadonlyMap<string, Buffer>,
  sides: { readonly base: Side | undefined; readonly head: Side },
  signal: AbortSignal,
): Promise<DocumentPair> {
  const before = sides.base && (await tryLoad(sides.base, base, bytes));
  const now = await tryLoad(sides.head, head, bytes);
  const baseDocument = before && (await tryConvert(before, signal));
  const isEqual = before?.bytes && now?.bytes && before.bytes.equals(now.bytes);
  const headDocument = isEqual ? baseDocument : now && (await tryConvert(now, signal));
  // What could not be read before either is no fault of this change.
  const isOld = isEqual || (before?.problem !== undefined && base?.blob === head?.blob);
  // A format that nobody reads is left out, as in a sync; a document that turns into one is a fault.
  const isForeign = headDocument?.problem?.code === 'unsupported_format' && !baseDocument?.document;
  const problem = isOld || isForeign ? undefined : headDocument?.problem;
  return {
    id,
    base: baseDocument?.document,
    // What cannot be read keeps its old content, as in a sync.
    head: problem ? baseDocument?.document : headDocument?.document,
    problem: problem && { message: problem.message, hint: problem.hint },
    isLeftOut: head !== undefined && !problem && headDocument?.document === undefined,
  };
}

interface Loaded {
  readonly side: Side;
  readonly file: TreeFile;
  readonly bytes: Buffer | undefined;
  readonly problem?: SkipDocumentError;
}

async function tryLoad(
  side: Side,
  file: TreeFile | undefined,
  bytes: ReadonlyMap<string, Buffer>,
): Promise<Loaded | undefined> {
  if (file === undefined) return undefined;
  try {
    return { side, file, bytes: await side.expand(file, bytes.get(file.blob) ?? noBytes) };
  } catch (problem) {
    if (!(problem instanceof SkipDocumentError)) throw problem;
    return { side, file, bytes: undefined, problem };
  }
}

async function tryConvert(
  { side, file, bytes, problem }: Loaded,
  signal: AbortSignal,
): Promise<{
  readonly document: CheckDocument | undefined;
  readonly problem: SkipDocumentError | undefined;
}> {
  if (bytes === undefined) return { document: undefined, problem };
  try {
    return { document: await side.convert(file, bytes, signal), problem: undefined };
  } catch (thrown) {
    if (!(thrown instanceof SkipDocumentError)) throw thrown;
    return { document: undefined, problem: thrown };
  }
}

/** How documents of one tree are read. */
interface Side {
  expand(file: TreeFile, bytes: Buffer): Promise<Buffer>;
  /** Undefined for what the document itself keeps out of the index. */
  convert(file: TreeFile, bytes: Buffer, signal: AbortSignal): Promise<CheckDocument | undefined>;
}

const page = /\.(?:md|mdx|markdown)$/i;

function sideOf(
  { git, place, config, converter }: ConvertTreesOptions,
  tree: Tree,
  signal: AbortSignal,
): Side {
  const read: ReadIncluded = readIncludedBy(place.prefix, async (path) => {
    const found = tree.follow(path);
    const blob = found?.is === 'file' ? found.entry.committed?.blob : undefined;
    if (found === undefined || blob === undefined) return undefined;
    return toIncluded(found.path, await readBlob(git, blob, signal));
  });
  const fetched = createLfsReader(git, config.maxBytes, signal);
  return {
    async expand({ id, path, target }, blob) {
      const bytes = await fetched(id, blob);
      const isPage = includeLanguageOf(path) !== undefined;
      if (!isPage || !mayInclude(bytes) || !isText(bytes)) return bytes;
      const text = bytes.toString('utf8').replace(/\r\n?/g, '\n');
      const { maxBytes } = config;
      const expanded = await expandIncludes(text, { path: target, name: id, maxBytes, read });
      return expanded.included.length === 0 ? bytes : Buffer.from(expanded.text);
    },
    async convert({ id, path }, bytes, stop) {
      const mediaType = mediaTypeOf(path);
      const content = { as: 'bytes', mediaType, name: posix.basename(path), bytes } as const;
      const { parsed, chunks } = await converter.convert(
        { documentId: id, name: id, content },
        stop,
      );
      if (parsed.skip || chunks.length === 0) return undefined;
      const url = urlOf(config, place, path, bytes);
      const item = { id, url: url ?? '' };
      const parts = { item, content, parsed, chunks, signature: '' };
      const { title, contentHash } = deliveredDocument(parts);
      return { id, path, title, url, contentHash, chunks };
    },
  };
}

function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

function urlOf(config: FileConfig, place: Place, path: string, bytes: Buffer): string | undefined {
  const { publishedUrl: base, urlStyle } = config;
  if (base === undefined) return undefined;
  const below = place.below(path);
  const own =
    page.test(path) && isText(bytes) && permalink(base, below, bytes.toString('utf8'), urlStyle);
  return own || publishedUrl(base, below, urlStyle);
}
