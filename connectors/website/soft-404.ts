import { sha256 } from '#kit';

/** What a host answers, with a 200, for addresses that do not exist. */
export interface Soft404 {
  /** Whether an answer is that one. */
  matches(page: { readonly asked: string; readonly url: string; readonly text: string }): boolean;
  readonly facts: Soft404Facts;
}

/** What was learnt, as it is kept: the page that unknown addresses lead to, or the hash of what they show. */
export interface Soft404Facts {
  readonly leadsTo?: string | undefined;
  readonly shows?: string | undefined;
}

export interface ProbeAnswer {
  /** An address that cannot exist. */
  readonly asked: string;
  /** Where its redirects ended. */
  readonly url: string;
  readonly text: string;
}

/**
 * Learns from one probe. A host that sends unknown addresses to one of its pages is known by that
 * page, one that shows a page of its own by the page's text.
 */
export function learnSoft404({ asked, url, text }: ProbeAnswer): Soft404 {
  return soft404Of(url === asked ? { shows: hashWithout(text, asked) } : { leadsTo: url });
}

export function soft404Of(facts: Soft404Facts): Soft404 {
  const { leadsTo, shows } = facts;
  return {
    facts,
    matches: ({ asked, url, text }) =>
      leadsTo === undefined
        ? shows !== undefined && hashWithout(text, url) === shows
        : url === leadsTo && asked !== url,
  };
}

/** The host says 404 for what it does not have. */
export const honestHost: Soft404 = soft404Of({});

/** Such pages like to repeat the address, a time or a request number. */
function hashWithout(text: string, url: string): string {
  const { pathname } = new URL(url);
  const names = [url, pathname, decoded(pathname), pathname.split('/').at(-1) ?? ''];
  const general = names
    .filter((name) => name.length > 1)
    .reduce((rest, name) => rest.replaceAll(name, ''), text);
  return sha256(general.replace(/\d+/g, ''));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Escapes that are no UTF-8: then the page shows the path as it is.
    return path;
  }
}
