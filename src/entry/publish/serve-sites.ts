import type { Notebook, OpenNotebook } from '#core/notebook.ts';
import { answerSite } from '#sync/destinations/publish/answer-site.ts';
import { folderOf } from '#sync/destinations/publish/open-site.ts';
import type { SourceDescription } from '../sync-source.ts';
import { siteNotebook } from './site-notebook.ts';
import { publishedPath, siteUrl } from './site-url.ts';

export interface ServeSitesOptions {
  readonly sources: readonly Pick<SourceDescription, 'name' | 'delivery'>[];
  readonly notebook: OpenNotebook;
  readonly server: string;
  /** Where this port is reached from outside. */
  readonly baseUrl: () => string;
}

type Handler = (request: Request) => Response | Promise<Response>;

/** Answers for published sites, and hands everything else on. Undefined `rest` is 404. */
export function withSites(options: ServeSitesOptions, rest: Handler): Handler {
  const { sources, notebook, server, baseUrl } = options;
  const published = sources.filter(({ delivery }) => delivery === 'publish');
  if (published.length === 0) return rest;
  const notebooks = published.map(({ name }) => siteNotebook(notebook, server, name));
  /** A folder stays what it is; one that is not there yet is looked for again. */
  const byFolder = new Map<string, Notebook>();

  return async (request) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith(publishedPath)) return rest(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const [folder = '', ...path] = pathname.slice(publishedPath.length).split('/');
    const site = await siteIn(folder);
    const ifNoneMatch = request.headers.get('if-none-match');
    const base = siteUrl(baseUrl(), folder);
    const answer = site && (await answerSite(site, path.join('/'), base, ifNoneMatch));
    return answer ?? new Response('Not found.', { status: 404 });
  };

  async function siteIn(folder: string): Promise<Notebook | undefined> {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    for (const candidate of notebooks) {
      const found = await folderOf(candidate);
      if (found !== undefined) byFolder.set(found, candidate);
    }
    return byFolder.get(folder);
  }
}
