import {
  asError,
  type ReadResult,
  RetryError,
  type SourceEvent,
  sha256,
  stableStringify,
} from '#kit';
import { type DeltaExpired, type DeltaPage, endless } from './api.ts';
import { createDemands } from './demands.ts';
import { isEndless, newFeed } from './endless-feed.ts';
import type { ScopeReader, SharePointEvents, Tools } from './scope-reader.ts';
import type { SharePointContext, SharePointReadContext } from './sharepoint-context.ts';

/** Where a read stands. */
export interface SharePointCursor {
  readonly [name: string]: string | number;
  /** The page that comes next, or the one that tells later what changed; '': a listing begins. */
  readonly path: string;
  /** 1: a whole listing is under way. */
  readonly scanning: number;
  /** When the last whole listing began, epoch milliseconds; 0: another one is due. */
  readonly full: number;
  /** Its number. */
  readonly listing: number;
  /** Readers noted in another round are asked for again. */
  readonly round: number;
  /** What was to be read then. */
  readonly sign: string;
  /** What the scope was called: it is in every breadcrumb. */
  readonly title: string;
  /** 1: when this listing is through, another one is due, for absence needs two. */
  readonly again: number;
}

export interface Reading {
  readonly tools: Omit<Tools, 'round'>;
  readonly known: SharePointReadContext['known'];
  readonly open: (round: string | undefined) => Promise<ScopeReader>;
}

const mostRestarts = 3;

/**
 * Reads a library or a list by its delta query: first everything, then what changed since, with a
 * mark after every page. Everything is listed again now and then, after another configuration or an
 * expired token or a deleted folder twice, for absence needs two.
 */
export async function* readByDelta(
  { tools, known, open }: Reading,
  from: SharePointCursor | undefined,
): SharePointEvents<ReadResult> {
  const { context, scope } = tools;
  let reader = await open(from && String(from.round));
  const sign = signOf(context, reader.prefer);
  const isOther = from !== undefined && from.sign !== sign;
  if (isOther) yield rescan('The configuration says now to read something else.');
  let listing = from?.listing ?? 0;
  const listAnew = (changes: Partial<SharePointCursor> = {}): SharePointCursor => {
    const now = context.clock.now();
    listing += 1;
    const { title } = scope;
    const start = { path: '', scanning: 1, full: now, listing, round: now, again: 0, sign, title };
    return { ...start, ...changes };
  };
  const demands = createDemands(context.notebook, scope.id);
  const isRenamed = from !== undefined && from.title !== scope.title;
  let at = from && !isOther ? whereTo(from, context, { isRenamed, listAnew }) : listAnew();
  if (from === undefined) await demands.forget();
  let mustList = at.scanning === 0 && (await demands.isUnmet(at.listing));
  let feed = newFeed();
  let restarts = 0;
  let restartedAt: string | undefined;

  for (;;) {
    if (at.path === '') {
      reader = await open(String(at.round));
      await reader.beginScan();
      at = { ...at, path: reader.start };
    }
    const page = await nextPage(tools, { path: at.path, prefer: reader.prefer, restartedAt });
    if (page.is === 'expired') {
      restarts += 1;
      if (restarts > mostRestarts) throw neverGood(scope.title);
      if (restarts === 1) yield rescan('SharePoint does not know the delta token any more.');
      restartedAt = page.restart === at.path ? undefined : page.restart;
      // What was deleted since is named by nobody.
      at = listAnew({ path: restartedAt ?? '', again: 1 });
      reader = await open(String(at.round));
      await reader.beginScan();
      feed = newFeed();
      mustList = false;
      continue;
    }
    if (isEndless(feed, page, at.path)) {
      // From where it stands there is no way on: the next run begins anew.
      yield { is: 'mark', cursor: undefined };
      throw endless(`"${scope.title}"`);
    }
    const { path, full } = at;
    const isScan = at.scanning === 1;
    const demandListings = () => demands.note(listing);
    const isDue = yield* reader.settle({
      values: page.values,
      path,
      isScan,
      known,
      demandListings,
    });
    mustList ||= isDue;
    at = { ...at, path: page.next };
    if (page.isLast && isScan) {
      at = { ...at, scanning: 0, again: 0, full: at.again === 1 ? 0 : full };
    }
    // Until everything was listed the page that asked for it must come again.
    if (!mustList) yield { is: 'mark', cursor: at };
    if (!page.isLast) continue;
    if (!mustList) return isScan ? 'everything' : 'changes';
    at = listAnew({ again: 1, round: at.round });
    mustList = false;
    feed = newFeed();
  }
}

/** On from the cursor, unless a whole listing is due. */
function whereTo(
  from: SharePointCursor,
  { clock, config }: SharePointContext,
  {
    isRenamed,
    listAnew,
  }: {
    readonly isRenamed: boolean;
    readonly listAnew: (changes?: Partial<SharePointCursor>) => SharePointCursor;
  },
): SharePointCursor {
  const isDue = clock.now() - from.full >= config.fullAfterMs;
  if (!isRenamed && (from.scanning === 1 || !isDue)) return from;
  return listAnew(isDue && from.full !== 0 ? {} : { round: from.round });
}

interface Asking {
  readonly path: string;
  readonly prefer: string | undefined;
  /** Where an expired token sent us. */
  readonly restartedAt: string | undefined;
}

async function nextPage(
  { api, scope, context: { signal } }: Reading['tools'],
  { path, prefer, restartedAt }: Asking,
): Promise<DeltaPage | DeltaExpired> {
  try {
    return await api.delta({ path, prefer, what: `the contents of "${scope.title}"` }, signal);
  } catch (error) {
    signal.throwIfAborted();
    // It may itself lead nowhere; then there is still the beginning.
    if (path !== restartedAt) throw asError(error);
    return { is: 'expired', restart: undefined };
  }
}

function rescan(reason: string): SourceEvent<SharePointCursor> {
  return { is: 'rescan', reason };
}

/** What decides which documents there are, and what delta tells of them. */
function signOf({ config }: SharePointContext, prefer: string | undefined): string {
  const { folders, excludedFolders } = config;
  const sign = stableStringify([
    folders.map((path) => path.join('/')),
    excludedFolders.map((path) => path.join('/')),
    prefer ?? null,
  ]);
  return sha256(sign).slice(0, 12);
}

function neverGood(title: string): RetryError {
  return new RetryError(
    `SharePoint calls every delta token of "${title}" expired, even those that it just gave out.`,
    { code: 'delta_expired', hint: 'Nothing was deleted. The next sync begins anew.' },
  );
}
