import type { ConnectorContext, Gone, Item } from '#kit';
import { isSpellingOf } from './alias-table.ts';
import { mayVisit, openSite, type SiteMemory, type WebsiteContext } from './client.ts';
import { isDistrusted } from './distrusted.ts';
import { sameText } from './held-back.ts';
import { isLoginAddress } from './login-wall.ts';
import { recallSeed } from './open-seed.ts';
import type { PageRecord } from './page-record.ts';
import type { VisitedPage } from './read-answer.ts';
import { loginRequired, notBelieved } from './suspicion.ts';
import { toDocument } from './to-document.ts';
import { visitPage } from './visit-page.ts';

/** One page by its id, if a walk would announce it. Throws where a walk would say `failed`. */
export async function getPage(
  context: WebsiteContext & Pick<ConnectorContext<unknown>, 'notebook'>,
  memory: SiteMemory,
  id: string,
): Promise<Item | Gone> {
  const { config, clock, signal } = context;
  const site = openSite(context, memory);
  try {
    const soft404 = await recallSeed(site, memory, config.url, signal);
    if (!site.scope.contains(id)) return { id, reason: 'not under url, include and exclude' };
    if (!(await mayVisit(site, id))) return { id, reason: 'robots.txt forbids it' };
    const visit = await visitPage(site, id, { record: undefined, signal });
    switch (visit.is) {
      case 'absent':
        return { id, reason: `the site answers ${visit.status}` };
      case 'elsewhere':
        if (visit.permanent) return { id, reason: 'the site says that it has moved for good' };
        throw notBelieved(id, 'moved_away', 'leads out of the source for now');
      case 'not-a-document':
        throw notBelieved(id, 'not_a_document', `is now ${visit.mediaType}`);
      case 'refused':
      case 'failed':
        throw visit.error;
      case 'unchanged':
        throw new TypeError(`${id} answered 304 to a question without validators.`);
    }
    const { page } = visit;
    const { scan } = page;
    const asked = { asked: id, url: page.url, text: scan.text };
    if (isSpellingOf(id, page.url) ? false : scan.asksPassword || isLoginAddress(page.url)) {
      throw loginRequired(id);
    }
    if (await isDistrusted(context.notebook, id, page.textHash)) throw sameText(id);
    if (id !== config.url && soft404.matches(asked)) {
      throw notBelieved(id, 'soft_404', 'shows what the site shows for pages that are not there');
    }
    if (page.url !== id) return { id, reason: `it leads to ${page.url}` };
    if (scan.refresh !== undefined && scan.refresh !== id) {
      return { id, reason: `it leads to ${scan.refresh}` };
    }
    const { canonical } = scan;
    if (canonical !== undefined && canonical !== id && site.scope.contains(canonical)) {
      if (isSpellingOf(id, canonical) || (await showsSameText(canonical))) {
        return { id, reason: `it is the same page as ${canonical}` };
      }
    }
    return toItem(page);

    async function showsSameText(other: string): Promise<boolean> {
      if (!(await mayVisit(site, other))) return false;
      const there = await visitPage(site, other, { record: undefined, signal });
      return there.is === 'page' && there.page.textHash === page.textHash;
    }

    function toItem({ etag, lastModified, textHash, ...rest }: VisitedPage): Item {
      const { links, noindex } = rest.scan;
      const readAtMs = clock.now();
      const record: PageRecord = {
        etag,
        lastModified,
        textHash,
        links,
        lastmod: undefined,
        readAtMs,
      };
      const skip = { code: 'noindex', message: 'the page asks not to be indexed' };
      return toDocument({ ...rest, record, ...(noindex && { skip }) }, config);
    }
  } finally {
    await site.close();
  }
}
