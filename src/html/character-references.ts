import { Parser } from 'htmlparser2';

/** What stands around a value: an attribute reads references without a semicolon in another way. */
export type Surroundings = 'text' | 'title' | '"' | "'" | 'unquoted';

/** The references that most pages do with; all others are left to the parser. */
const common: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['shy', '\u00ad'],
  ['copy', '\u00a9'],
  ['laquo', '\u00ab'],
  ['raquo', '\u00bb'],
  ['sect', '\u00a7'],
  ['para', '\u00b6'],
  ['middot', '\u00b7'],
  ['times', '\u00d7'],
  ['ndash', '\u2013'],
  ['mdash', '\u2014'],
  ['lsquo', '\u2018'],
  ['rsquo', '\u2019'],
  ['ldquo', '\u201c'],
  ['rdquo', '\u201d'],
  ['bull', '\u2022'],
  ['hellip', '\u2026'],
  ['larr', '\u2190'],
  ['rarr', '\u2192'],
]);

const longestCommon = 8;

/**
 * Decodes character references (`&amp;`, `&#160;`) as a browser does in these surroundings.
 *
 * @param raw Text or a value as it stands in the page.
 */
export function decodeReferences(raw: string, surroundings: Surroundings): string {
  let decoded = '';
  let from = 0;
  for (let at = raw.indexOf('&'); at >= 0; at = raw.indexOf('&', from)) {
    const end = referenceEnd(raw, at + 1);
    const meaning = end === undefined ? undefined : meaningOf(raw.slice(at + 1, end));
    if (end === undefined || meaning === undefined) return parsed(raw, surroundings);
    decoded += raw.slice(from, at) + meaning;
    from = end + 1;
  }
  return decoded + raw.slice(from);
}

/** Where the semicolon stands; undefined when there is none near. */
function referenceEnd(raw: string, start: number): number | undefined {
  const limit = Math.min(raw.length, start + longestCommon + 1);
  for (let at = start; at < limit; at++) if (raw.charCodeAt(at) === 0x3b) return at;
  return undefined;
}

function meaningOf(name: string): string | undefined {
  return common.get(name) ?? (name.startsWith('#') ? numbered(name) : undefined);
}

/** Undefined for what is no plain character: there are rules for those. */
function numbered(name: string): string | undefined {
  if (!/^#(?:\d+|[xX][\da-fA-F]+)$/.test(name)) return undefined;
  const code = Number(/^#\d/.test(name) ? name.slice(1) : `0${name.slice(1)}`);
  const isPlain = (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code < 0xd800);
  return isPlain ? String.fromCharCode(code) : undefined;
}

/** What the parser makes of it in its place. */
function parsed(raw: string, surroundings: Surroundings): string {
  let text = '';
  const parser = new Parser({
    ontext(data) {
      text += data;
    },
    onattribute(_name, value) {
      text = value;
    },
  });
  parser.end(inPlace(raw, surroundings));
  return text;
}

function inPlace(raw: string, surroundings: Surroundings): string {
  switch (surroundings) {
    case 'text':
      return raw;
    case 'title':
      return `<title>${raw}</title>`;
    case 'unquoted':
      return `<a a=${raw}>`;
    case '"':
    case "'":
      return `<a a=${surroundings}${raw}${surroundings}>`;
    default:
      return surroundings satisfies never;
  }
}
