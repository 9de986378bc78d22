/** How the listings of the fake play tricks. */
export interface ListingTraps {
  /** One query gives so many at the most. */
  readonly queryLimit: number;
  /** Every second answer of a listing is empty and names a next one. */
  emptyAnswers: boolean;
  /** Every answer names itself as the next one. */
  repeatsCursor: boolean;
}

export interface ListRequest {
  readonly cursor: string | undefined;
  readonly pageSize: number;
}

export interface Listed<Entry> {
  readonly results: Entry[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
  readonly request_status?: {
    type: 'complete' | 'incomplete';
    incomplete_reason?: 'query_result_limit_reached';
  };
}

/** One answer of a listing. Cursors are opaque; one that is made up is refused with undefined. */
export function listPage<Entry>(
  entries: readonly Entry[],
  { cursor, pageSize }: ListRequest,
  traps: ListingTraps,
): Listed<Entry> | undefined {
  const start = cursor === undefined ? { at: 0, empty: false } : readCursor(cursor);
  if (start === undefined) return undefined;
  const size = Math.min(100, pageSize);
  const reachable = Math.min(entries.length, traps.queryLimit);
  if (traps.emptyAnswers && !start.empty) {
    return { results: [], next_cursor: writeCursor({ ...start, empty: true }), has_more: true };
  }
  const end = Math.min(start.at + size, reachable);
  const results = entries.slice(start.at, end);
  const hasMore = end < reachable;
  const isCut = !hasMore && entries.length > reachable;
  const next =
    traps.repeatsCursor && cursor !== undefined ? cursor : writeCursor({ at: end, empty: false });
  return {
    results,
    next_cursor: hasMore ? next : null,
    has_more: hasMore,
    ...(isCut && {
      request_status: { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' },
    }),
  };
}

interface Position {
  readonly at: number;
  readonly empty: boolean;
}

function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.at, position.empty])).toString('base64url');
}

function readCursor(cursor: string): Position | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(value) || typeof value[0] !== 'number') return undefined;
    return { at: value[0], empty: value[1] === true };
  } catch {
    return undefined;
  }
}
