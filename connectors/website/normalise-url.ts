export interface UrlRules {
  /** Whether the order of the query's parameters is without meaning; they are then sorted by name. */
  readonly sortQuery: boolean;
}

/** Longer ones cannot be ids, and no page that people link to needs them. */
const maxLength = 1_024;

/**
 * The identity of a page: two spellings of one address become the same text, and nothing else does.
 * A trailing slash and `www.` stay as they are: whether they matter is the site's own affair.
 * Undefined for what is no web address (`mailto:`, `javascript:`) and for addresses over 1,024 characters.
 *
 * @example
 * normaliseUrl('../b?utm_source=x#top', 'https://Docs.example.com:443/a/c'); // https://docs.example.com/b
 */
export function normaliseUrl(
  text: string,
  base?: string,
  { sortQuery }: UrlRules = { sortQuery: false },
): string | undefined {
  const url = URL.parse(text, base);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  const path = plainEscapes(url.pathname).replace(sessionInPath, '');
  const query = url.search === '' ? '' : cleanQuery(url.search, sortQuery);
  const hash = url.hash.startsWith('#!') ? url.hash : '';
  // `host` carries neither a login nor a default port.
  const address = `${url.protocol}//${url.host}${path}${query}${hash}`;
  return address.length > maxLength ? undefined : address;
}

/**
 * Decodes escapes that need none and writes the others in upper case, as RFC 3986 (6.2.2) asks, so
 * that `%7e`, `%7E` and `~` are one address.
 */
export function plainEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%([0-9a-f]{2})/gi, (written, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[\w.~-]/.test(character) ? character : written.toUpperCase();
  });
}

const sessionInPath = /;(?:jsessionid|phpsessid|sid)=[^/;]*/gi;

/** Parameters that say who came from where, never which page it is. */
const trackingParameter =
  /^(?:utm_\w+|ga_\w+|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|yclid|twclid|ttclid|igshid|li_fat_id|mc_[ce]id|mkt_tok|_ga|_gl|_hs(?:enc|mi)|__hs\w+|hsctatracking|vero_\w+|oly_\w+_id|s_cid|jsessionid|phpsessid|aspsessionid\w*|session_?id)$/i;

/** Works on the text itself: what the site wrote stays as it was, escapes apart. */
function cleanQuery(search: string, sortQuery: boolean): string {
  const parameters = search
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '' && !trackingParameter.test(nameOf(parameter)))
    .map(plainEscapes);
  if (parameters.length === 0) return '';
  return `?${(sortQuery ? sorted(parameters) : parameters).join('&')}`;
}

/** By name alone: several values of one name keep their order, which may have a meaning. */
function sorted(parameters: readonly string[]): readonly string[] {
  return parameters.toSorted((a, b) => {
    const [left, right] = [nameOf(a), nameOf(b)];
    return left === right ? 0 : left < right ? -1 : 1;
  });
}

function nameOf(parameter: string): string {
  const end = parameter.indexOf('=');
  return end < 0 ? parameter : parameter.slice(0, end);
}
