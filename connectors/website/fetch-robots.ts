import { asError, type PageAnswer, SkipDocumentError, StopScopeError } from '#kit';
import { noRobots, parseRobots, type Robots } from './robots.ts';

const agentName = 'twigkit';

/** Much more than we read of it, so that a huge one is still an answer. */
const maxBytes = 5 * 1024 * 1024;

type Fetch = (
  url: string,
  options: { readonly maxBytes: number; readonly accept: string },
) => Promise<PageAnswer>;

/**
 * The rules of one origin (RFC 9309, 2.3.1): an answer in the 400s means that there are none. What is
 * no answer (an error of the server, too many requests, none at all) forbids everything.
 *
 * @throws StopScopeError `robots_unavailable`: neither a free-for-all nor an empty crawl.
 */
export async function fetchRobots(origin: string, fetch: Fetch): Promise<Robots> {
  const url = `${origin}/robots.txt`;
  const answer = await ask(url, fetch);
  const { status, body } = answer;
  if (status >= 200 && status < 300) return parseRobots(body, agentName);
  if (status >= 400 && status < 500 && status !== 429 && status !== 408) return noRobots;
  // Redirects that were not followed to their end count as absence.
  if (status >= 300 && status < 400) return noRobots;
  throw unavailable(url, `answered ${status}`);
}

async function ask(url: string, fetch: Fetch): Promise<PageAnswer> {
  try {
    return await fetch(url, { maxBytes, accept: 'text/plain, */*;q=0.5' });
  } catch (error) {
    if (error instanceof StopScopeError || isAbort(error)) throw error;
    // Not the site's doing: we do not go there, and the hint says who may change that.
    if (error instanceof SkipDocumentError && error.code === 'private_address') throw error;
    throw unavailable(url, asError(error).message, error);
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function unavailable(url: string, why: string, cause?: unknown): StopScopeError {
  return new StopScopeError(`${url} cannot be read, so that nothing may be crawled: ${why}`, {
    code: 'robots_unavailable',
    hint: 'Run again when the site is well. Nothing was deleted.',
    cause,
  });
}
