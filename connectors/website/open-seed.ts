import { randomUUID } from 'node:crypto';
import { SkipDocumentError, StopScopeError } from '#kit';
import { isSpellingOf } from './alias-table.ts';
import { mayVisit, type Site, type SiteMemory, type SiteStart, seedForbidden } from './client.ts';
import { isLoginService } from './login-wall.ts';
import type { PageRecord } from './page-record.ts';
import type { Visit } from './read-answer.ts';
import { honestHost, learnSoft404, type Soft404 } from './soft-404.ts';
import { folderOf, siteOf } from './url-scope.ts';
import { visitPage } from './visit-page.ts';

/** A visit that shows a page, new or as it was. */
export type SeedVisit = Extract<Visit, { readonly is: 'page' | 'unchanged' }>;

/**
 * Visits the seed, takes in the host that it redirects to, and learns what the site answers for what
 * it does not have.
 *
 * @throws StopScopeError when the seed cannot be read: then nothing can be said of any page.
 */
export async function openSeed(
  site: Site,
  memory: SiteMemory,
  options: {
    readonly seed: string;
    readonly record: PageRecord | undefined;
    readonly signal: AbortSignal;
  },
): Promise<SiteStart & { readonly visit: SeedVisit }> {
  const { seed, record, signal } = options;
  if (!(await mayVisit(site, seed))) throw seedForbidden(seed);
  const visit = await visitPage(site, seed, { record, signal, follow: () => true });
  if (visit.is !== 'page' && visit.is !== 'unchanged') throw unreadable(seed, visit);
  const end = visit.is === 'page' ? visit.page.url : seed;
  if (end !== seed) {
    refuseLogin(seed, end, visit);
    if (!site.scope.covers(end)) site.widen(end);
  }
  const seeds = end === seed ? [seed] : [seed, end];
  memory.start = { seeds, soft404: await probe(site, end, signal) };
  return { ...memory.start, visit };
}

/** What a question for one page must know first; asked of the site only where no read did before. */
export async function recallSeed(
  site: Site,
  memory: SiteMemory,
  seed: string,
  signal: AbortSignal,
): Promise<Soft404> {
  const start = memory.start ?? (await openSeed(site, memory, { seed, record: undefined, signal }));
  for (const other of start.seeds) if (!site.scope.covers(other)) site.widen(other);
  return start.soft404;
}

/** Any answer but a page is an honest one. */
async function probe(site: Site, seed: string, signal: AbortSignal): Promise<Soft404> {
  const asked = new URL(`${folderOf(seed)}no-such-page-${randomUUID()}`, seed).href;
  if (!(await mayVisit(site, asked))) return honestHost;
  const follow = (url: string) => site.scope.onSite(url);
  const visit = await visitPage(site, asked, { record: undefined, signal, follow });
  if (visit.is !== 'page') return honestHost;
  return learnSoft404({ asked, url: visit.page.url, text: visit.page.scan.text });
}

function refuseLogin(seed: string, end: string, visit: SeedVisit): void {
  const asksPassword = visit.is === 'page' && visit.page.scan.asksPassword;
  const leadsToLogin = siteOf(end) !== siteOf(seed) && isLoginService(end);
  if (isSpellingOf(seed, end) || (!asksPassword && !leadsToLogin)) return;
  throw new StopScopeError(`${seed} leads to a page that asks for a login.`, {
    code: 'login_required',
    hint: 'Give the source the headers that let it in (a cookie, Authorization). Nothing was deleted.',
  });
}

function unreadable(seed: string, visit: Exclude<Visit, SeedVisit>): StopScopeError {
  const { reason, cause } = reasonOf(visit);
  const hint = cause instanceof SkipDocumentError ? cause.hint : undefined;
  return new StopScopeError(`The crawl cannot start: ${reason.replace(/\.$/, '')} (${seed}).`, {
    code: 'seed_unreadable',
    hint: `${hint ?? 'Open the address in a browser, and correct url if it has moved.'} Nothing was deleted.`,
    cause,
  });
}

function reasonOf(visit: Exclude<Visit, SeedVisit>): { reason: string; cause?: Error } {
  switch (visit.is) {
    case 'absent':
      return { reason: `the first page answers ${visit.status}` };
    case 'elsewhere':
      return { reason: 'the first page leads to where robots.txt lets nobody in' };
    case 'not-a-document':
      return { reason: `the first page is ${visit.mediaType || 'of no media type'}` };
    case 'refused':
    case 'failed':
      return { reason: visit.error.message, cause: visit.error };
    default:
      return visit satisfies never;
  }
}
