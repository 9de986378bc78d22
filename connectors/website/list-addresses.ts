import { asError, RetryError, type SourceEvent, StopScopeError } from '#kit';
import { mayVisit } from './client.ts';
import type { Crawl } from './crawl.ts';
import { crawlState } from './crawl-state.ts';
import { addAddress, listAddress } from './follow-links.ts';
import { readLlmsTxt } from './llms-txt.ts';
import { normaliseUrl } from './normalise-url.ts';
import { mediaTypeOf } from './page-kind.ts';
import type { ProvenLists } from './proven-lists.ts';
import { readSitemaps } from './read-sitemaps.ts';
import { folderOf } from './url-scope.ts';

/** So many addresses are held before they are written down. */
const maxPending = 4_000;

/**
 * Adds what the site itself lists. A list that the site names, or that was there before, is a part of
 * the source: that it cannot be read is a failure. Where a list was only guessed to be, it is worth a
 * note: a site that answers every guess with an error could never be read whole otherwise.
 */
export async function* listAddresses(
  crawl: Crawl,
  proven: ProvenLists,
): AsyncGenerator<SourceEvent> {
  const { config, journal, seeds, signal, site, tally } = crawl;
  const fail = (error: Error): SourceEvent => {
    tally.isComplete = false;
    return { is: 'failed', error };
  };
  if (config.maxDepth === 0) return;
  for await (const event of readSitemaps(site, seeds, { isProven: proven.has, signal })) {
    if (event.is === 'failed') yield fail(event.error);
    else if (event.is === 'read') proven.note(event.url, event.isGuess);
    else if (event.is === 'none') proven.note(event.url, false);
    else if (event.is === 'unknown') yield onlyGuessed(event.error);
    else {
      listAddress(crawl, event.url, event.lastmod);
      if (journal.pendingCount >= maxPending) await journal.flush(crawlState(crawl, 0));
    }
  }
  const seed = seeds.at(-1) ?? config.url;
  const { origin } = new URL(seed);
  for (const url of new Set([`${origin}/llms.txt`, `${origin}${folderOf(seed)}llms.txt`])) {
    try {
      proven.note(url, await listFromLlmsTxt(crawl, url));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StopScopeError) throw error;
      yield proven.has(url) ? fail(asError(error)) : onlyGuessed(asError(error));
    }
  }
  await proven.save();
}

function onlyGuessed({ message }: Error): SourceEvent {
  return {
    is: 'noted',
    message: `${message} Nobody names this list, so the site counts as without it.`,
  };
}

/** @returns whether there is one. */
async function listFromLlmsTxt(crawl: Crawl, url: string): Promise<boolean> {
  const { alternates, config, site, signal } = crawl;
  if (!(await mayVisit(site, url))) return false;
  const { status, headers, body } = await site.fetch(url, {
    signal,
    accept: 'text/plain, */*;q=0.5',
  });
  if (status === 429 || status === 408 || status >= 500) {
    throw new RetryError(`${url} answered ${status}.`, { code: `http_${status}` });
  }
  if (status !== 200 || mediaTypeOf(headers) === 'text/html') return false;
  for (const target of readLlmsTxt(new TextDecoder().decode(body))) {
    const found = normaliseUrl(target, url, site.rules);
    if (found === undefined) continue;
    const isMarkdown = /\.mdx?$/i.test(found) && site.scope.contains(found);
    if (isMarkdown && config.markdown === 'auto') alternates.list(found);
    else addAddress(crawl, found, { depth: 1 });
  }
  return true;
}
