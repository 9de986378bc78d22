import { type Finding, plural, refusedFinding, StopScopeError } from '#kit';
import { createSiteMemory, openSite, type WebsiteContext } from './client.ts';
import { openSeed } from './open-seed.ts';
import { readSitemaps } from './read-sitemaps.ts';

/** Tries, in the order in which a read needs them: robots.txt, the first page, the sitemaps. */
export async function* checkWebsite(context: WebsiteContext): AsyncGenerator<Finding> {
  const { config, signal } = context;
  const memory = createSiteMemory();
  const site = openSite(context, memory);
  let subject = `read ${new URL(config.url).origin}/robots.txt`;
  try {
    const robots = await site.robots(config.url);
    const delay = robots.crawlDelayMs ? `, a crawl delay of ${robots.crawlDelayMs / 1_000} s` : '';
    yield { ok: true, subject: subject + delay };
    subject = `read the first page, ${config.url}`;
    const { seeds, visit } = await openSeed(site, memory, {
      seed: config.url,
      record: undefined,
      signal,
    });
    const links = visit.is === 'page' ? visit.page.scan.links : visit.record.links;
    const inside = links.filter((link) => site.scope.contains(link));
    yield { ok: true, subject: `${subject}: ${plural(inside.length, 'link')} inside the source` };
    let sitemapCount = 0;
    for await (const event of readSitemaps(site, seeds, { isProven: () => false, signal })) {
      if (event.is === 'failed') {
        yield { ok: false, subject: 'read the sitemaps', message: event.error.message };
      }
      if (event.is === 'unknown') {
        yield { ok: true, subject: `look for a sitemap nobody names: ${event.error.message}` };
      }
      if (event.is !== 'read') continue;
      sitemapCount += 1;
      yield {
        ok: true,
        subject: `read ${event.url}: ${plural(event.entryCount, 'entry', 'entries')}`,
      };
    }
    if (sitemapCount === 0)
      yield { ok: true, subject: 'look for a sitemap: none, links are followed' };
  } catch (error) {
    if (!(error instanceof StopScopeError)) throw error;
    yield refusedFinding(subject, error);
  } finally {
    await site.close();
  }
}
