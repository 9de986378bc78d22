import { asError, type PageAnswer, SkipDocumentError, StopScopeError } from '#kit';
import { noRobots, parseRobots, type Robots } from './robots.ts';

/** Much more than we read of it, so that a huge one is still an answer. */
const maxBytes = 5 * 1024 * 1024;

export interface RobotsOptions {
  /** Whose rules are wanted. */
  readonly agent: string;
  readonly fetch: (
    url: string,
    request: { readonly maxBytes: number; readonly accept: string },
  ) => Promise<PageAnswer>;
  readonly signal: AbortSignal;
}

/**
 * The rules of one origin (RFC 9309, 2.3.1): an answer in the 400s means that there are none, and so
 * do redirects that lead nowhere. What is no answer (an error of the server, too many requests, none
 * at all) forbids everything.
 *
 * @throws StopScopeError `robots_unavailable`: neither a free-for-all nor an empty crawl.
 */
export async function fetchRobots(origin: string, options: RobotsOptions): Promise<Robots> {
  const url = `${origin}/robots.txt`;
  const answer = await ask(url, options);
  if (answer === undefined) return noRobots;
  const { status, body } = answer;
  if (status >= 200 && status < 300) return parseRobots(body, options.agent);
  if (status >= 300 && status < 500 && status !== 429 && status !== 408) return noRobots;
  throw unavailable(url, `it answered ${status}`);
}

/** Undefined where its redirects lead nowhere. */
async function ask(url: string, { fetch, signal }: RobotsOptions): Promise<PageAnswer | undefined> {
  try {
    return await fetch(url, { maxBytes, accept: 'text/plain, */*;q=0.5' });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StopScopeError) throw error;
    if (error instanceof SkipDocumentError) {
      if (error.code.includes('redirect')) return undefined;
      // Not the site's doing: we do not go there, and the hint says who may change that.
      if (error.code === 'private_address') throw error;
    }
    throw unavailable(url, asError(error).message, error);
  }
}

function unavailable(url: string, why: string, cause?: unknown): StopScopeError {
  const reason = why.replace(/\.$/, '');
  return new StopScopeError(`${url} cannot be read, so that nothing may be crawled: ${reason}.`, {
    code: 'robots_unavailable',
    hint: 'Run again when the site is well. Nothing was deleted.',
    cause,
  });
}
