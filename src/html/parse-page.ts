import type { HtmlPage } from '#core/html-page.ts';
import { textUnits } from '#util/text-units.ts';
import { decodeReferences, type Surroundings } from './character-references.ts';
import type { ElementRule } from './element-rules.ts';
import { createPageBuilder } from './page-builder.ts';

/**
 * Parses HTML in one pass, in time that grows with its length. Never fails: whatever it is given is
 * some page. Line ends become `\n`.
 *
 * Tags are read and elements closed as htmlparser2 does it: nothing is moved to where a browser would
 * put it.
 *
 * @example
 * const page = parsePage('<p>Read <a href="b.html">this</a>.</p>');
 * nodeAttribute(page, 3, 'href'); // b.html
 */
export function parsePage(html: string): HtmlPage {
  const source = html.includes('\r') ? html.replace(/\r\n?/g, '\n') : html;
  const { length } = source;
  const scanned = textUnits(source);
  const { units } = scanned;
  const page = createPageBuilder();
  /** Where the next `&` stands. */
  let reference = -1;
  /** Where the text begins that is not written yet. */
  let textStart = 0;
  for (let at = source.indexOf('<'); at >= 0; at = source.indexOf('<', at)) {
    const end = tagEnd(at);
    if (end === undefined) at++;
    else {
      textStart = end;
      at = end;
    }
  }
  writeText(length);
  return page.finish();

  /** Reads the tag that begins at `start` and gives the place behind it; undefined for what is none. */
  function tagEnd(start: number): number | undefined {
    const code = unitAt(start + 1);
    if (isLetter(code)) {
      writeText(start);
      return openingEnd(start + 1);
    }
    if (code === slash) return closingEnd(start);
    if (code !== exclamation && code !== question) return undefined;
    writeText(start);
    if (source.startsWith('<!--', start)) {
      page.comment();
      // Also `<!-->` is a comment, and it is over.
      return behind('-->', start + 2);
    }
    if (source.startsWith('<![CDATA[', start)) {
      page.comment();
      return behind(']]>', start + '<![CDATA['.length);
    }
    return behind('>', start + 2);
  }

  function closingEnd(start: number): number | undefined {
    let at = skipBlank(start + 2);
    if (at >= length) return undefined;
    writeText(start);
    if (!isLetter(unitAt(at))) {
      if (unitAt(at) !== greater) page.comment();
      return behind('>', at);
    }
    const nameStart = at;
    while (at < length && !isNameEnd(unitAt(at), true)) at++;
    if (at < length) page.close(page.names.at(scanned, nameStart, at));
    return behind('>', at);
  }

  /** From the name on, to behind the tag and, where no tags are read in the element, what lies in it. */
  function openingEnd(nameStart: number): number {
    let at = nameStart;
    while (at < length && !isNameEnd(unitAt(at), false)) at++;
    if (at >= length) return length;
    const nameEnd = at;
    const { inside } = page.open(page.names.at(scanned, nameStart, nameEnd));
    for (;;) {
      at = skipBlank(at);
      if (at >= length) return length;
      const code = unitAt(at);
      if (code === greater) break;
      if (code !== slash) at = attributeEnd(at);
      else {
        at = skipBlank(at + 1);
        if (unitAt(at) !== greater) continue;
        page.opened(true);
        return at + 1;
      }
    }
    page.opened(false);
    return inside === 'markup' ? at + 1 : rawEnd(at + 1, source.slice(nameStart, nameEnd), inside);
  }

  /** An attribute that the page breaks off in the middle of is none. */
  function attributeEnd(nameStart: number): number {
    let at = nameStart + 1;
    while (at < length) {
      const code = unitAt(at);
      if (code === equals || isNameEnd(code, false)) break;
      at++;
    }
    const name = page.names.at(scanned, nameStart, at);
    at = skipBlank(at);
    if (at >= length) return length;
    if (unitAt(at) !== equals) {
      page.attribute(name, '');
      return at;
    }
    const start = skipBlank(at + 1);
    const quote = unitAt(start);
    if (quote === doubleQuote || quote === singleQuote) {
      const mark = quote === doubleQuote ? '"' : "'";
      const end = source.indexOf(mark, start + 1);
      if (end < 0) return length;
      page.attribute(name, decoded(start + 1, end, mark));
      return end + 1;
    }
    at = start;
    while (at < length && !isNameEnd(unitAt(at), true)) at++;
    if (at < length) page.attribute(name, decoded(start, at, 'unquoted'));
    return at;
  }

  /** Behind the tag that closes an element in which nothing else is a tag. */
  function rawEnd(start: number, name: string, inside: ElementRule['inside']): number {
    for (let end = source.indexOf('</', start); end >= 0; end = source.indexOf('</', end + 1)) {
      const nameEnd = end + 2 + name.length;
      if (nameEnd >= length || !isNameEnd(unitAt(nameEnd), true)) continue;
      if (!isSameName(source.slice(end + 2, nameEnd), name)) continue;
      writeRaw(start, end, inside);
      page.close(page.names.at(scanned, end + 2, nameEnd));
      return behind('>', nameEnd);
    }
    writeRaw(start, length, inside);
    return length;
  }

  function writeRaw(start: number, end: number, inside: ElementRule['inside']): void {
    if (start >= end || inside === 'code') return;
    page.text(inside === 'title' ? decoded(start, end, 'title') : source.slice(start, end));
  }

  function writeText(end: number): void {
    if (textStart < end) page.text(decoded(textStart, end, 'text'));
  }

  function decoded(start: number, end: number, surroundings: Surroundings): string {
    if (reference < start) {
      const found = source.indexOf('&', start);
      reference = found < 0 ? length : found;
    }
    const raw = source.slice(start, end);
    return reference < end ? decodeReferences(raw, surroundings) : raw;
  }

  /** 0 behind the end. */
  function unitAt(at: number): number {
    return at < length ? (units[at] ?? 0) : 0;
  }

  function skipBlank(start: number): number {
    let at = start;
    while (isBlank(unitAt(at))) at++;
    return at;
  }

  /** The place behind the next such text; the end of the page where there is none. */
  function behind(text: string, start: number): number {
    const found = source.indexOf(text, start);
    return found < 0 ? length : found + text.length;
  }
}

const exclamation = 0x21;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const slash = 0x2f;
const equals = 0x3d;
const greater = 0x3e;
const question = 0x3f;

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 97 && lower <= 122;
}

/** Carriage returns are gone. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0c;
}

/** Whether a name ends there; a slash belongs to those of closing tags and to values. */
function isNameEnd(code: number, takesSlash: boolean): boolean {
  return code === greater || isBlank(code) || (code === slash && !takesSlash);
}

function isSameName(name: string, other: string): boolean {
  return name === other || name.toLowerCase() === other.toLowerCase();
}
