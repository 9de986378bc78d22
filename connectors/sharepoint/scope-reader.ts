import type * as z from 'zod';
import { type Gone, type Item, RetryError, type Scope, type SourceEvent } from '#kit';
import type { GraphApi } from './api.ts';
import type { GraphClient } from './client.ts';
import type { SharePointCursor } from './read.ts';
import type { SharePointContext, SharePointReadContext } from './sharepoint-context.ts';

/** What one scope is read with. */
export interface Tools {
  readonly client: GraphClient;
  readonly api: GraphApi;
  readonly context: SharePointContext;
  readonly scope: Scope;
  /** Readers that were noted in another round count no more; undefined: every note counts. */
  readonly round: string | undefined;
}

export type SharePointEvents<Result> = AsyncGenerator<SourceEvent<SharePointCursor>, Result>;

/** How pages of one kind of delta query become events. */
export interface ScopeReader {
  /** Where a whole listing begins. */
  readonly start: string;
  readonly prefer?: string | undefined;
  /** A whole listing begins: what was noted of an earlier one is not to be relied on. */
  beginScan(): Promise<void>;
  /** @returns whether two whole listings are needed to know what a change means. */
  settle(page: PageInHand): SharePointEvents<boolean>;
  get(id: string): Promise<Item | Gone>;
}

export interface PageInHand {
  readonly values: readonly unknown[];
  /** Where the page came from. */
  readonly path: string;
  readonly isScan: boolean;
  readonly known: SharePointReadContext['known'];
  /** Notes that need, before anything is noted that would hide its reason from a later run. */
  demandListings(): Promise<void>;
}

/** The items of a page: of each the last word; what is not as documented fails alone. */
export function lastWords<Shape extends z.ZodType<{ readonly id: string }>>(
  values: readonly unknown[],
  shape: Shape,
): {
  readonly items: readonly z.output<Shape>[];
  readonly failed: readonly { readonly id: string | undefined; readonly error: Error }[];
} {
  const byId = new Map<string, z.output<Shape>>();
  const failed: { id: string | undefined; error: Error }[] = [];
  for (const value of values) {
    const read = shape.safeParse(value);
    if (read.success) {
      byId.delete(read.data.id);
      byId.set(read.data.id, read.data);
      continue;
    }
    const id = idOf(value);
    const [issue] = read.error.issues;
    const place = issue?.path.map(String).join('.') || 'the whole';
    const message = `What SharePoint lists as ${id ?? 'an item without an id'} is not as documented: ${place}: ${issue?.message}.`;
    failed.push({ id, error: new RetryError(message, { code: 'bad_answer' }) });
  }
  return { items: [...byId.values()], failed };
}

function idOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  return typeof value.id === 'string' && value.id !== '' ? value.id : undefined;
}
