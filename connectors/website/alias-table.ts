/**
 * Which addresses were learnt to be one page. Nothing is assumed: a trailing slash or an `index.html`
 * makes two pages one only where the site redirects, says so, or answers the same text to both.
 */
export interface AliasTable {
  /** The page behind an address, as far as is known; the address itself otherwise. */
  resolve(url: string): string;
  learn(from: string, to: string): void;
  /** Notes that a page was read under this address. */
  settle(url: string, textHash: string): void;
  isSettled(url: string): boolean;
  /** A page read under another spelling of this address that showed the very same text. */
  sameText(url: string, textHash: string): string | undefined;
}

/** So many pages must agree before a slash is taken for meaningless on the whole site. */
const enoughSlashes = 3;

export function createAliasTable(): AliasTable {
  const aliases = new Map<string, string>();
  const settled = new Map<string, string>();
  let agreeingSlashes = 0;
  let slashesMatter = false;

  const follow = (url: string): string => {
    const seen = new Set<string>();
    let at = url;
    for (
      let next = aliases.get(at);
      next !== undefined && !seen.has(next);
      next = aliases.get(at)
    ) {
      seen.add(next);
      at = next;
    }
    return at;
  };

  return {
    resolve(url) {
      const known = follow(url);
      if (known !== url || slashesMatter || agreeingSlashes < enoughSlashes) return known;
      const twin = slashTwin(url);
      // Only towards a page that was really read: no address is made up.
      return twin !== undefined && settled.has(twin) && !settled.has(url) ? twin : url;
    },
    learn(from, to) {
      if (from === to || follow(to) === from) return;
      if (!aliases.has(from) && slashTwin(from) === to) agreeingSlashes += 1;
      aliases.set(from, to);
    },
    settle(url, textHash) {
      settled.set(url, textHash);
      const twin = slashTwin(url);
      if (twin !== undefined && settled.has(twin)) slashesMatter = true;
    },
    isSettled: (url) => settled.has(url),
    sameText: (url, textHash) => spellingsOf(url).find((twin) => settled.get(twin) === textHash),
  };
}

/** Other spellings that often lead to the same page: with and without slash, `index.html`. */
export function spellingsOf(url: string): readonly string[] {
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  const folder = /^(.*\/)index\.(?:html?|php)$/.exec(path)?.[1];
  const twin = slashTwin(url);
  return [
    ...(folder === undefined ? [] : [folder + rest]),
    ...(path.endsWith('/') ? [`${path}index.html${rest}`, `${path}index.htm${rest}`] : []),
    ...(twin === undefined ? [] : [twin]),
  ];
}

/** True for addresses that differ in nothing but scheme, `www.`, slash, `index.html`, query and fragment. */
export function isSpellingOf(url: string, other: string): boolean {
  return bareAddress(url) === bareAddress(other);
}

function bareAddress(url: string): string {
  return url
    .replace(/^https?:\/\/(?:www\.)?/, '')
    .replace(/[?#].*$/s, '')
    .replace(/(?:\/index\.(?:html?|php)|\/+|\.html?)$/, '')
    .toLowerCase();
}

function slashTwin(url: string): string | undefined {
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  if (/^https?:\/\/[^/]*\/?$/.test(path)) return undefined;
  return (path.endsWith('/') ? path.slice(0, -1) : `${path}/`) + rest;
}
