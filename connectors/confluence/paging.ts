import { RetryError, readShape, StopScopeError } from '#kit';
import type { Listed } from './api.ts';
import type { Connection, Request } from './connection.ts';
import { page } from './schemas.ts';

export interface PageOptions {
  readonly connection: Connection;
  readonly request: Request;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/**
 * How a listing goes on.
 *
 * - `cursor`: where the site says. It ends where no next page is named, and only there: a page may be
 *   short or empty and another one follow.
 * - `start`: behind what was received, never behind what was asked for, for sites cap their pages
 *   without a word. It ends with an empty page that names no next one.
 */
export type Paging = 'cursor' | 'start';

type Position = { readonly cursor: string } | { readonly start: number };

interface Part {
  readonly results: readonly unknown[];
  /** The address of the next part, as the site gives it. */
  readonly next: string | undefined;
}

/** Every result of a listing. A part that cannot be had throws. */
export async function* listAll(options: PageOptions, paging: Paging): AsyncGenerator<unknown> {
  const refuseCircle = createCircleGuard(options.request);
  let position: Position | undefined = firstPosition(paging);
  for (;;) {
    const part = await readPart(options, position);
    yield* part.results;
    position = nextPosition(part, position, paging);
    if (position === undefined) return;
    refuseCircle(position);
  }
}

export interface SteppingOptions extends PageOptions {
  readonly paging: Paging;
  /** The same listing from its other end. */
  readonly reversed: Request;
  readonly idOf: (result: unknown) => string;
}

/**
 * As `listAll`, but a part that the site cannot give is asked for in smaller ones. A single entry that
 * still fails is a hole: an offset steps over it; behind a cursor the rest is read from the other end.
 */
export async function* listStepping(options: SteppingOptions): AsyncGenerator<Listed<unknown>> {
  const { paging, idOf } = options;
  const refuseCircle = createCircleGuard(options.request);
  let position: Position | undefined = firstPosition(paging);
  let { limit } = options;
  let lastId: string | undefined;
  for (;;) {
    const part = await partOrError({ ...options, limit }, position);
    if (part instanceof RetryError) {
      if (limit > 1) {
        limit = Math.floor(limit / 2);
        continue;
      }
      yield { is: 'hole', error: part };
      if (paging === 'cursor') return yield* listBackwards(options, lastId);
      position = { start: startOf(position) + 1 };
      limit = options.limit;
    } else {
      for (const entry of part.results) yield { is: 'entry', entry };
      lastId = part.results.length > 0 ? idOf(part.results.at(-1)) : lastId;
      position = nextPosition(part, position, paging);
    }
    if (position === undefined) return;
    refuseCircle(position);
  }
}

/** Up to what was read forwards, or up to the hole. */
async function* listBackwards(
  { idOf, ...options }: SteppingOptions,
  until: string | undefined,
): AsyncGenerator<Listed<unknown>> {
  const backwards = { ...options, request: options.reversed };
  const refuseCircle = createCircleGuard(options.reversed);
  let position: Position | undefined;
  let { limit } = options;
  for (;;) {
    const part = await partOrError({ ...backwards, limit }, position);
    if (part instanceof RetryError) {
      if (limit === 1) return;
      limit = Math.floor(limit / 2);
      continue;
    }
    for (const entry of part.results) {
      if (idOf(entry) === until) return;
      yield { is: 'entry', entry };
    }
    position = nextPosition(part, position, 'cursor');
    if (position === undefined) return;
    refuseCircle(position);
  }
}

async function readPart(options: PageOptions, position: Position | undefined): Promise<Part> {
  const { connection, request, limit, signal } = options;
  const query = { ...request.query, limit, ...position };
  const answer = await connection.json({ ...request, query }, signal);
  const { results, _links } = readShape(page, answer, request.what);
  return { results, next: _links?.next };
}

/** Only a site that fails on a question is worth a smaller one; one that is not there answers none. */
async function partOrError(
  options: PageOptions,
  position: Position | undefined,
): Promise<Part | RetryError> {
  try {
    return await readPart(options, position);
  } catch (error) {
    if (error instanceof RetryError && error.code === 'server_error') return error;
    throw error;
  }
}

function firstPosition(paging: Paging): Position | undefined {
  return paging === 'start' ? { start: 0 } : undefined;
}

function nextPosition(
  { results, next }: Part,
  position: Position | undefined,
  paging: Paging,
): Position | undefined {
  if (paging === 'start') {
    const start = startOf(position);
    if (results.length > 0) return { start: start + results.length };
    const named = Number(parameterOf(next, 'start'));
    return next !== undefined && named > start ? { start: named } : undefined;
  }
  if (next === undefined) return undefined;
  const cursor = parameterOf(next, 'cursor');
  if (cursor !== undefined) return { cursor };
  throw new RetryError('A listing names a next page without a cursor.', { code: 'bad_answer' });
}

function startOf(position: Position | undefined): number {
  return position && 'start' in position ? position.start : 0;
}

/** Of the site's address only this is used: it may name a host that we do not talk to. */
function parameterOf(address: string | undefined, name: string): string | undefined {
  if (address === undefined) return undefined;
  return URL.parse(address, 'https://site.invalid')?.searchParams.get(name) ?? undefined;
}

function createCircleGuard({ what }: Request): (position: Position) => void {
  const seen = new Set<string>();
  return (position) => {
    const name = JSON.stringify(position);
    if (!seen.has(name)) {
      seen.add(name);
      return;
    }
    throw new StopScopeError(`The listing of ${what} does not end: a page of it comes again.`, {
      code: 'endless_listing',
      hint: 'This is a fault of the site; the next run tries again. Nothing was deleted.',
    });
  };
}
