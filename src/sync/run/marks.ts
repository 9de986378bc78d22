import type { Json } from '#core/json.ts';
import type { ScopeState } from '#core/ledger.ts';
import type { Book } from './book.ts';
import type { Outbox } from './outbox.ts';

/**
 * The cursor of one scope. A mark is committed when every change before it has a receipt. The newest
 * one is kept back until the next comes or the scope is closed: it may be the last, and the last one
 * says that the scope is done, removals included.
 */
export interface Marks {
  readonly generation: number;
  /** Where to read from. */
  readonly start: Json | undefined;
  /** True when an interrupted read goes on. */
  readonly resumed: boolean;
  /** Undefined: from here on a later read starts from the beginning. */
  add(cursor: Json | undefined): Promise<void>;
  /** Everything will be seen again: what was marked before does not count any more. */
  rescan(): Promise<void>;
  /** A part of the scope was not read: no later mark may pass over it. */
  freeze(): void;
  commitDurable(): Promise<void>;
  /** The scope was read to its end and everything that followed from it is durable. */
  close(): Promise<void>;
}

interface Waiting {
  readonly cursor: Json | undefined;
  readonly after: number;
}

export interface MarksOptions {
  readonly book: Book;
  readonly outbox: Pick<Outbox, 'lastChange' | 'durableUpTo'>;
  readonly scope: string;
  /** Starts from the beginning whatever the state says. */
  readonly fromStart: boolean;
  /** The processing signature of this run. */
  readonly signature: string;
}

export async function openMarks(options: MarksOptions): Promise<Marks> {
  const { book, outbox, scope, fromStart, signature } = options;
  const state = await book.state(scope);
  const start = fromStart ? undefined : positionOf(state?.cursor, signature);
  const resumed = start !== undefined && state?.scanning === true;
  let generation = (state?.generation ?? 0) + (resumed ? 0 : 1);
  let committed = start;
  let newest: Waiting | undefined;
  let waiting: Waiting[] = [];
  let frozen = false;

  const commit = async (cursor: Json | undefined, scanning: boolean) => {
    const kept = cursor === undefined ? undefined : { signature, position: cursor };
    const next: ScopeState & { readonly scope: string } = {
      scope,
      cursor: kept,
      generation,
      scanning,
    };
    await book.flush(next);
    committed = cursor;
  };
  // Before any row carries the new generation: a crash must not let the next read reuse it.
  await commit(start, true);

  const commitDurable = async () => {
    const ready = waiting.findLast((mark) => mark.after <= outbox.durableUpTo);
    if (!ready) return;
    waiting = waiting.slice(waiting.indexOf(ready) + 1);
    await commit(ready.cursor, true);
  };

  return {
    get generation() {
      return generation;
    },
    start,
    resumed,
    async add(cursor) {
      if (frozen) return;
      if (newest) {
        const { after } = newest;
        // Of marks with no change between them only the last is of use.
        waiting = [...waiting.filter((mark) => mark.after !== after), newest];
      }
      newest = { cursor, after: outbox.lastChange };
      await commitDurable();
    },
    async rescan() {
      generation += 1;
      newest = undefined;
      waiting = [];
      await commit(undefined, true);
    },
    freeze() {
      frozen = true;
    },
    commitDurable,
    close: () => commit(newest ? newest.cursor : committed, false),
  };
}

/**
 * A cursor stands for documents that were read up to it, so it is kept with the processing signature
 * under which they were. Under another one they must all be announced again: a source that tells only
 * what changed would leave the rest in their old form for good.
 */
function positionOf(kept: Json | undefined, signature: string): Json | undefined {
  if (typeof kept !== 'object' || kept === null || !('position' in kept)) return undefined;
  return kept.signature === signature ? kept.position : undefined;
}
