import { fingerprintOf } from './fingerprint.ts';
import { createFingerprintTable } from './fingerprint-table.ts';
import type { Journal, JournalEntry } from './journal.ts';

/**
 * Which addresses were learnt to be one page. Nothing is assumed: a trailing slash or an `index.html`
 * makes two pages one only where the site redirects, says so, or answers the same text to both.
 */
export interface AliasTable {
  /** The page that an address nobody has visited stands for, as far as is known; itself otherwise. */
  resolve(url: string): string;
  /** Both were visited, and are one. */
  learn(from: string, to: string): void;
  /** Notes that a page was read under this address, and whether it names no other one as the real one. */
  settle(url: string, textHash: string, standsForItself: boolean): void;
  isSettled(url: string): boolean;
  /** Settled, and may stand in for pages that name it. */
  standsForItself(url: string): boolean;
  /** A page read under another spelling of this address that showed the very same text. */
  sameText(url: string, textHash: string): string | undefined;
  readonly slashes: Slashes;
  /** Takes in what an earlier run noted. */
  replay(entry: JournalEntry): void;
  resume(slashes: Slashes): void;
}

/** What was learnt of slashes at the end of addresses. */
export interface Slashes {
  readonly agreeing: number;
  readonly matter: boolean;
}

/** So many pages must agree before a slash is taken for meaningless on the whole site. */
const enoughSlashes = 3;

export function createAliasTable(journal: Journal): AliasTable {
  /** The text of each page, as a fingerprint; below 0 when it may stand in for others. */
  const texts = createFingerprintTable();
  let slashes: Slashes = { agreeing: 0, matter: false };
  const textOf = (url: string) => texts.get(fingerprintOf(url));
  const keep = (page: number, text: number, standsForItself: boolean) =>
    texts.set(page, standsForItself ? -text : text);

  return {
    resolve(url) {
      if (slashes.matter || slashes.agreeing < enoughSlashes) return url;
      const twin = slashTwin(url);
      // Only towards a page that was really read: no address is made up.
      return twin !== undefined && textOf(twin) !== 0 && textOf(url) === 0 ? twin : url;
    },
    learn(from, to) {
      if (slashTwin(from) === to) slashes = { ...slashes, agreeing: slashes.agreeing + 1 };
    },
    settle(url, textHash, standsForItself) {
      const entry = [fingerprintOf(url), fingerprintOf(textHash), standsForItself] as const;
      keep(...entry);
      journal.append(['settled', ...entry]);
      const twin = slashTwin(url);
      if (twin !== undefined && textOf(twin) !== 0) slashes = { ...slashes, matter: true };
    },
    isSettled: (url) => textOf(url) !== 0,
    standsForItself: (url) => textOf(url) < 0,
    sameText(url, textHash) {
      const text = fingerprintOf(textHash);
      return spellingsOf(url).find((twin) => Math.abs(textOf(twin)) === text);
    },
    get slashes() {
      return slashes;
    },
    replay(entry) {
      if (entry[0] === 'settled') keep(entry[1], entry[2], entry[3]);
    },
    resume(known) {
      slashes = known;
    },
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
