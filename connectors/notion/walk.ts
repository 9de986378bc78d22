import { SkipDocumentError, type SourceEvent } from '#kit';
import type { Found } from './endpoints.ts';
import { inOrder } from './in-order.ts';
import { type NotionReadContext, type Ref, type Visited, visit, visitRef } from './visit.ts';
import type { Workspace } from './workspace.ts';

/** A listing that is walked, then the next one; what a page leads to comes when all are at their end. */
export interface Walk {
  /** To be walked before all that wait. */
  list(entries: AsyncIterator<Found>): void;
  follow(refs: readonly Ref[]): void;
  /** Pages that were followed to and that no listing showed. */
  unlisted(): Iterable<string>;
  /** Until nothing is left. */
  run(onVisited: (visited: Visited) => Promise<void>): AsyncGenerator<SourceEvent<never>, Seen>;
}

export interface Seen {
  /** Every listing was answered to its end. */
  readonly isComplete: boolean;
  /** Some pages could not be read, and may lead to more. */
  readonly isUnread: boolean;
  /** What lies in some of them has another breadcrumb than before. */
  readonly isMoved: boolean;
}

export function bothSeen(one: Seen, other: Seen): Seen {
  return {
    isComplete: one.isComplete && other.isComplete,
    isUnread: one.isUnread || other.isUnread,
    isMoved: one.isMoved || other.isMoved,
  };
}

export interface WalkOptions {
  /** Whether an entry of a listing is part of the scope; default yes. */
  readonly contains?: (found: Found) => Promise<boolean>;
  /** Not followed: scopes of their own. */
  readonly others?: ReadonlySet<string>;
}

export function createWalk(
  context: NotionReadContext,
  workspace: Workspace,
  { contains = async () => true, others = new Set() }: WalkOptions = {},
): Walk {
  const listings: AsyncIterator<Found>[] = [];
  const waiting: Ref[] = [];
  const met = new Set<string>(others);
  const unlisted = new Set<string>();
  const failures: Error[] = [];

  /** A listing that is refused ends alone; what it would have shown was not seen. */
  const nextOf = async (listing: AsyncIterator<Found>): Promise<IteratorResult<Found>> => {
    try {
      return await listing.next();
    } catch (error) {
      if (!(error instanceof SkipDocumentError)) throw error;
      failures.push(error);
      return { done: true, value: undefined };
    }
  };

  const takeListed = async (): Promise<Found | undefined> => {
    for (let listing = listings.at(-1); listing !== undefined; listing = listings.at(-1)) {
      const { done, value: found } = await nextOf(listing);
      if (done === true) {
        listings.splice(listings.indexOf(listing), 1);
        continue;
      }
      workspace.places.note(found);
      unlisted.delete(found.id);
      if (met.has(found.id) || !(await contains(found))) continue;
      met.add(found.id);
      return found;
    }
    return undefined;
  };

  const takeWaiting = (): Ref | undefined => {
    for (let ref = waiting.shift(); ref !== undefined; ref = waiting.shift()) {
      if (met.has(ref.id)) continue;
      met.add(ref.id);
      if (ref.kind === 'page') unlisted.add(ref.id);
      return ref;
    }
    return undefined;
  };

  return {
    list: (entries) => {
      listings.push(entries);
    },
    follow: (refs) => {
      for (const ref of refs) if (!met.has(ref.id)) waiting.push(ref);
    },
    unlisted: () => unlisted,
    async *run(onVisited) {
      let isComplete = true;
      let isUnread = false;
      let isMoved = false;
      const visited = inOrder(
        async () => (await takeListed()) ?? takeWaiting(),
        (thing) =>
          'object' in thing
            ? visit(context, workspace, thing)
            : visitRef(context, workspace, thing),
        context.config.concurrency,
      );
      for await (const one of visited) {
        isComplete &&= one.isComplete;
        isUnread ||= one.isUnread ?? false;
        isMoved ||= one.isMoved ?? false;
        await onVisited(one);
        yield* one.events;
      }
      for (const error of failures.splice(0)) {
        isComplete = false;
        yield { is: 'failed', error };
      }
      return { isComplete, isUnread, isMoved };
    },
  };
}
