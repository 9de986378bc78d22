import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Clock, type Json, type Notebook, sha256, stableStringify } from '#kit';
import { type JournalStore, type Segment, segmentsIn } from './journal.ts';
import type { WebsiteConfig } from './options.ts';

/** Where a walk stands: which one, and how many of its segments count. */
export interface WalkCursor {
  readonly walk: string;
  readonly segment: number;
}

/** One walk in the notebook. Each run writes its own, so that two at once never meet. */
export interface Walk {
  readonly id: string;
  readonly store: JournalStore;
  /** Forgets it. */
  end(): Promise<void>;
}

/** Longer ago than this a site is another one. */
const keptMs = 7 * 24 * 60 * 60 * 1_000;
/** Walks that were given up without a mark that counts must not fill the disk. */
const keptAtMost = 4;

const header = z.object({
  config: z.string(),
  touchedAtMs: z.number(),
  from: z.string().optional(),
});
const cursor = z.object({ walk: z.string(), segment: z.int().positive() });

const headersPrefix = 'walks/';
const segmentsPrefix = (walk: string) => `walk/${walk}/`;

/** Opens a new walk; with `from` it goes on where that one stood. */
export function openWalk({ notebook, clock, config }: WalkSurroundings, from?: WalkCursor): Walk {
  const id = randomUUID();
  const key = headersPrefix + id;
  const sign = walkSignature(config);
  let isWritten = false;
  const head = () => {
    isWritten = true;
    const value = { config: sign, touchedAtMs: clock.now(), ...(from && { from: from.walk }) };
    return { key, value };
  };
  return {
    id,
    store: segmentsIn(notebook, segmentsPrefix(id), head),
    async end() {
      if (isWritten) await forgetWalk(notebook, id);
    },
  };
}

export interface WalkSurroundings {
  readonly notebook: Notebook;
  readonly clock: Clock;
  readonly config: WebsiteConfig;
}

/**
 * What an earlier run had noted up to a mark. Undefined when it cannot be gone on with: it is not
 * there, is too old, or was a walk with another configuration.
 */
export async function recallWalk(
  { notebook, clock, config }: WalkSurroundings,
  { walk, segment: last }: WalkCursor,
): Promise<{ readonly state: Json; segments(): AsyncGenerator<Segment> } | undefined> {
  const found = header.safeParse(await notebook.get(headersPrefix + walk));
  if (!found.success || found.data.config !== walkSignature(config)) return undefined;
  if (clock.now() - found.data.touchedAtMs > keptMs) return undefined;
  const { read } = segmentsIn(notebook, segmentsPrefix(walk), neverWritten);
  const end = await read(last);
  if (end === undefined) return undefined;
  // The mark of this one counts: nobody comes back to the one that it went on from.
  if (found.data.from !== undefined) await forgetWalk(notebook, found.data.from);
  return {
    state: end.state,
    async *segments() {
      for (let number = 1; number <= last; number++) {
        const segment = await read(number);
        if (segment) yield segment;
      }
    },
  };
}

/** Forgets walks that nobody will go on with. */
export async function forgetOldWalks({ notebook, clock }: WalkSurroundings): Promise<void> {
  const walks: { readonly id: string; readonly touchedAtMs: number }[] = [];
  for await (const { key, value } of notebook.entries(headersPrefix)) {
    const { touchedAtMs = 0 } = header.safeParse(value).data ?? {};
    walks.push({ id: key.slice(headersPrefix.length), touchedAtMs });
  }
  const newest = walks.toSorted((a, b) => b.touchedAtMs - a.touchedAtMs).slice(0, keptAtMost);
  for (const walk of walks) {
    const isOld = clock.now() - walk.touchedAtMs > keptMs || !newest.includes(walk);
    if (isOld) await forgetWalk(notebook, walk.id);
  }
}

export function readWalkCursor(from: Json | undefined): WalkCursor | undefined {
  return cursor.safeParse(from).data;
}

async function forgetWalk(notebook: Notebook, id: string): Promise<void> {
  await notebook.clear(segmentsPrefix(id));
  await notebook.write({ remove: [headersPrefix + id] });
}

/** Everything that decides which addresses are found. Secrets do not, and stay out of it. */
function walkSignature(config: WebsiteConfig): string {
  const { headers, concurrency, maxBytes, timeoutMs, isPublic, maxDepth, ...rest } = config;
  return sha256(stableStringify({ ...rest, maxDepth: String(maxDepth) })).slice(0, 32);
}

function neverWritten(): never {
  throw new TypeError('A walk that is recalled is not written.');
}
