import {
  type ConnectorContext,
  type Gone,
  type Item,
  type ReadContext,
  type ReadResult,
  type SourceEvent,
  StopScopeError,
} from '#kit';
import { type Announcer, announce } from './announce.ts';
import { createReadIncluded } from './includes/read-included.ts';
import { listWorkTree } from './list-work-tree.ts';
import { type Listing, refuseNothing, type Unreadable, withIds } from './listing.ts';
import type { FileConfig } from './options.ts';
import { findPlace, type GitPlace, type Place } from './place.ts';
import { unreadable } from './read-file-bytes.ts';
import { repositoryUrl } from './repository-url.ts';
import { createSelection, everyFile, narrowTo, type Selection } from './selection.ts';
import { walk } from './walk.ts';

export type FileContext = Pick<
  ConnectorContext<FileConfig>,
  'config' | 'clock' | 'signal' | 'folder'
> &
  Partial<Pick<ReadContext<FileConfig>, 'known'>>;

/**
 * Announces every file of a source, in the order of their ids. Each read is a full one: listing is
 * cheap, so there is no cursor to keep.
 */
export async function* readFiles(
  context: FileContext,
): AsyncGenerator<SourceEvent<never>, ReadResult> {
  const { announcer, files, unreadable, coverage } = await open(context);
  yield { is: 'total', documents: files.length };
  for (const problem of unreadable) {
    const id = problem.kind === 'file' ? problem.path.normalize('NFC') : undefined;
    yield { is: 'failed', ...(id !== undefined && { id }), error: cannotList(problem) };
  }
  for (const file of files) yield await announce(announcer, file);
  return coverage;
}

/** Of a large source the list of files is most of what a read holds: it keeps one of them. */
async function open(context: FileContext) {
  const { config, signal } = context;
  const place = await findPlace(config.path, context.folder, signal);
  const selection = selectionOf(config, place);
  const listedAtMs = context.clock.now();
  const listing = await list(place, selection, signal);
  refuseNothing(listing, selection, config);
  const announcer = await createAnnouncer(context, place, listing, listedAtMs);
  const { unreadable, coverage } = listing;
  return { announcer, files: withIds(listing.files), unreadable, coverage };
}

/** One file by its id, if the source would announce it. */
export async function getFile(context: FileContext, id: string): Promise<Item | Gone> {
  const { config, signal } = context;
  const place = await findPlace(config.path, context.folder, signal);
  const below = belowPath(place, id);
  const selection = narrowTo(selectionOf(config, place), below ?? '');
  const listedAtMs = context.clock.now();
  const listing = below !== undefined ? await list(place, selection, signal) : undefined;
  const file = listing && withIds(listing.files).find((found) => found.id === id);
  if (listing && file) {
    const event = await announce(await createAnnouncer(context, place, listing, listedAtMs), file);
    if (event.is === 'failed') throw event.error;
    return event.item;
  }
  const [problem] = listing?.unreadable ?? [];
  if (problem) throw cannotList(problem);
  return { id, reason: 'no file that path, include, exclude and the ignore files select' };
}

/** An id, counted from the source's `path`; undefined when it lies elsewhere. */
function belowPath(place: Place, id: string): string | undefined {
  const prefix = place.prefix.normalize('NFC');
  if (place.kind === 'file') return id === prefix ? place.below(id) : undefined;
  if (prefix === '') return id;
  return id.startsWith(`${prefix}/`) ? id.slice(prefix.length + 1) : undefined;
}

export function selectionOf(config: FileConfig, place: Place): Selection {
  return place.kind === 'file' ? everyFile : createSelection(config);
}

/** Asks git where there is a work tree, and the file system where there is none or git ignores the folder. */
export async function list(
  place: Place,
  selection: Selection,
  signal: AbortSignal,
): Promise<Listing> {
  const kept = place.git && (await listWorkTree(place, place.git, selection, signal));
  return kept ?? walk(place, selection, signal);
}

async function createAnnouncer(
  { config, known, signal }: FileContext,
  place: Place,
  listing: Listing,
  listedAtMs: number,
): Promise<Announcer> {
  const { publishedUrl, urlStyle, isPublic, maxBytes } = config;
  const isOnForge = publishedUrl === undefined && listing.versions === 'blob';
  const forge = isOnForge && place.git ? await readRepositoryUrl(place.git, signal) : undefined;
  return {
    place,
    publishedUrl,
    urlStyle,
    rules: { publishedUrl, urlStyle, isPublic, repositoryUrl: forge },
    readIncluded: createReadIncluded(place, maxBytes),
    known: known ?? (() => Promise.resolve(undefined)),
    options: { maxBytes, listedAtMs, versions: listing.versions },
    signal,
  };
}

async function readRepositoryUrl({ git }: GitPlace, signal: AbortSignal) {
  const [remote, branch] = await Promise.all([
    git.read(['remote', 'get-url', 'origin'], { signal, refusals: [2] }),
    git.read(['symbolic-ref', '--quiet', '--short', 'HEAD'], { signal, refusals: [1] }),
  ]);
  return remote && repositoryUrl(remote.toString(), branch?.toString().trim());
}

function cannotList({ kind, path, error }: Unreadable): Error {
  if (kind === 'file') return unreadable(path, error);
  return new StopScopeError(`The folder ${path || '.'} cannot be read: ${error.message}.`, {
    code: 'unreadable',
    hint: 'Let the user who runs the sync read the folder, or exclude it.',
    cause: error,
  });
}
