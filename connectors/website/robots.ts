import { plainEscapes } from './normalise-url.ts';

/** What a site's robots.txt says to one crawler. */
export interface Robots {
  /** `url`: a normalised address of that site. */
  allows(url: string): boolean;
  readonly crawlDelayMs: number | undefined;
  /** As written; they need not be on the same host. */
  readonly sitemaps: readonly string[];
}

/** Nothing is forbidden: there is no robots.txt, or none that we may see. */
export const noRobots: Robots = { allows: () => true, crawlDelayMs: undefined, sitemaps: [] };

/** What lies behind is ignored (RFC 9309, 2.5). */
const maxBytes = 500 * 1024;

interface Rule {
  readonly allow: boolean;
  readonly pattern: string;
}

interface Group {
  readonly agents: string[];
  readonly rules: Rule[];
  crawlDelayMs: number | undefined;
}

/**
 * Reads a robots.txt by RFC 9309: the groups that name `agent`, else those for `*`, as if they were
 * one; of the rules that match a path the longest decides, and an allow wins a tie.
 */
export function parseRobots(bytes: Uint8Array, agent: string): Robots {
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, maxBytes));
  const { groups, sitemaps } = readGroups(text);
  const named = groups.filter(({ agents }) => agents.includes(agent.toLowerCase()));
  const chosen = named.length > 0 ? named : groups.filter(({ agents }) => agents.includes('*'));
  const rules = chosen.flatMap((group) => group.rules).filter(({ pattern }) => pattern !== '');
  return {
    sitemaps,
    crawlDelayMs: chosen.find((group) => group.crawlDelayMs !== undefined)?.crawlDelayMs,
    allows: (url) => isAllowed(pathOf(url), rules),
  };
}

function readGroups(text: string) {
  const groups: Group[] = [];
  const sitemaps: string[] = [];
  let group: Group | undefined;
  let inAgents = false;
  for (const line of text.split(/\r\n?|\n/)) {
    const field = /^\s*([\w-]+)\s*:\s*(.*)$/.exec(line.replace(/#.*/, ''));
    const name = field?.[1]?.toLowerCase();
    const value = field?.[2]?.trim() ?? '';
    if (name === 'sitemap') {
      // A `#` in the address of a sitemap would have no meaning either.
      if (value !== '') sitemaps.push(value);
    } else if (name === 'user-agent') {
      if (group === undefined || !inAgents) {
        group = newGroup();
        groups.push(group);
      }
      group.agents.push(productOf(value));
      inAgents = true;
    } else if (group && (name === 'allow' || name === 'disallow')) {
      group.rules.push({ allow: name === 'allow', pattern: plainEscapes(escaped(value)) });
      inAgents = false;
    } else if (group && name === 'crawl-delay') {
      const seconds = Number(value);
      if (value !== '' && seconds >= 0) group.crawlDelayMs = seconds * 1_000;
      inAgents = false;
    }
  }
  return { groups, sitemaps };
}

function newGroup(): Group {
  return { agents: [], rules: [], crawlDelayMs: undefined };
}

/** `Twigkit/1.0 (…)` names the product `twigkit`. */
function productOf(value: string): string {
  return value === '*' ? '*' : (/^[\w-]+/.exec(value)?.[0] ?? '').toLowerCase();
}

/** A path as the site would send it; `*` and `$` keep their meaning. */
function escaped(pattern: string): string {
  return pattern.replace(/[^\x21-\x7e]+/g, (letters) => encodeURIComponent(letters));
}

function isAllowed(path: string, rules: readonly Rule[]): boolean {
  if (path === '/robots.txt') return true;
  let decisive: Rule | undefined;
  for (const rule of rules) {
    const { length } = rule.pattern;
    if (decisive && length < decisive.pattern.length) continue;
    if (decisive && length === decisive.pattern.length && !rule.allow) continue;
    if (matches(path, rule.pattern)) decisive = rule;
  }
  return decisive?.allow ?? true;
}

/**
 * `*` is any run of characters, a `$` at the end the end of the path. Each piece is looked for once,
 * from left to right, so that no pattern takes more than one pass over the path.
 */
function matches(path: string, pattern: string): boolean {
  const anchored = pattern.endsWith('$');
  const pieces = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  const first = pieces[0] ?? '';
  if (!path.startsWith(first)) return false;
  if (pieces.length === 1) return !anchored || path.length === first.length;
  let at = first.length;
  for (const piece of pieces.slice(1, anchored ? -1 : undefined)) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  const last = pieces.at(-1) ?? '';
  return !anchored || (path.length - last.length >= at && path.endsWith(last));
}

/** Path and query. */
function pathOf(url: string): string {
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  return path.replace(/#.*$/, '');
}
