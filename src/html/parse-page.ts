import type { HtmlPage } from '#core/html-page.ts';
import { type TextUnits, textUnits } from '#util/text-units.ts';
import { decodeReferences, type Surroundings } from './character-references.ts';
import type { ElementRule } from './element-rules.ts';
import { nameAt } from './name-table.ts';
import {
  addAttribute,
  addComment,
  addText,
  closeElement,
  endOpening,
  finishPage,
  openElement,
  type PageDraft,
  startPage,
} from './page-draft.ts';

/** Where the reading of a page is. */
interface Reading {
  readonly source: TextUnits;
  readonly page: PageDraft;
  /** Where the next `&` stands. */
  reference: number;
  /** Where the text begins that is not written yet. */
  textStart: number;
}

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
  const text = html.includes('\r') ? html.replace(/\r\n?/g, '\n') : html;
  const page = startPage();
  using source = textUnits(text);
  readTags({ source, page, reference: -1, textStart: 0 });
  return finishPage(page);
}

function readTags(reading: Reading): void {
  const { text } = reading.source;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const end = tagEnd(reading, at);
    if (end < 0) at++;
    else {
      reading.textStart = end;
      at = end;
    }
  }
  writeText(reading, text.length);
}

/** Reads the tag that begins at `start` and gives the place behind it; -1 for what is none. */
function tagEnd(reading: Reading, start: number): number {
  const { source, page } = reading;
  const next = source.units[start + 1];
  if (next === undefined) return -1;
  if (isLetter(next)) {
    writeText(reading, start);
    return openingEnd(reading, start + 1);
  }
  if (next === slash) return closingEnd(reading, start);
  if (next !== exclamation && next !== question) return -1;
  writeText(reading, start);
  if (source.text.startsWith('<!--', start)) {
    addComment(page);
    // Also `<!-->` is a comment, and it is over.
    return behind(source, '-->', start + 2);
  }
  if (source.text.startsWith(cdata, start)) {
    addComment(page);
    return behind(source, ']]>', start + cdata.length);
  }
  return behind(source, '>', start + 2);
}

function closingEnd(reading: Reading, start: number): number {
  const { source, page } = reading;
  const { units } = source;
  const nameStart = skipBlank(source, start + 2);
  const first = units[nameStart];
  if (first === undefined) return -1;
  writeText(reading, start);
  if (!isLetter(first)) {
    if (first !== greater) addComment(page);
    return behind(source, '>', nameStart);
  }
  let at = nameStart;
  while (at < units.length && !endsValue(units[at] ?? 0)) at++;
  if (at < units.length) closeElement(page, nameAt(page.names, source, nameStart, at));
  return units[at] === greater ? at + 1 : behind(source, '>', at);
}

/** From the name on, to behind the tag and, where no tags are read in the element, what lies in it. */
function openingEnd(reading: Reading, nameStart: number): number {
  const { source, page } = reading;
  const { units } = source;
  const { length } = units;
  let at = nameStart;
  while (at < length && !endsName(units[at] ?? 0)) at++;
  if (at >= length) return length;
  const nameEnd = at;
  const { inside } = openElement(page, nameAt(page.names, source, nameStart, nameEnd));
  for (;;) {
    while (at < length && isBlank(units[at] ?? 0)) at++;
    if (at >= length) return length;
    const unit = units[at];
    if (unit === greater) break;
    if (unit !== slash) at = attributeEnd(reading, at);
    else {
      at = skipBlank(source, at + 1);
      if (units[at] !== greater) continue;
      endOpening(page, true);
      return at + 1;
    }
  }
  endOpening(page, false);
  if (inside === 'markup') return at + 1;
  return rawEnd(reading, at + 1, source.text.slice(nameStart, nameEnd), inside);
}

/** An attribute that the page breaks off in the middle of is none. */
function attributeEnd(reading: Reading, nameStart: number): number {
  const { source, page } = reading;
  const { text, units } = source;
  const { length } = units;
  let at = nameStart + 1;
  while (at < length) {
    const unit = units[at] ?? 0;
    if (unit === equals || endsName(unit)) break;
    at++;
  }
  const name = nameAt(page.names, source, nameStart, at);
  at = skipBlank(source, at);
  if (at >= length) return length;
  if (units[at] !== equals) {
    addAttribute(page, name, '');
    return at;
  }
  at = skipBlank(source, at + 1);
  const quote = units[at];
  if (quote === doubleQuote || quote === singleQuote) {
    const mark = quote === doubleQuote ? '"' : "'";
    const end = text.indexOf(mark, at + 1);
    if (end < 0) return length;
    addAttribute(page, name, decoded(reading, at + 1, end, mark));
    return end + 1;
  }
  const start = at;
  while (at < length && !endsValue(units[at] ?? 0)) at++;
  if (at < length) addAttribute(page, name, decoded(reading, start, at, 'unquoted'));
  return at;
}

type Inside = ElementRule['inside'];

/** Behind the tag that closes an element in which nothing else is a tag. */
function rawEnd(reading: Reading, start: number, name: string, inside: Inside): number {
  const { source, page } = reading;
  const { text, units } = source;
  for (let end = text.indexOf('</', start); end >= 0; end = text.indexOf('</', end + 1)) {
    const nameEnd = end + 2 + name.length;
    if (nameEnd >= units.length || !endsValue(units[nameEnd] ?? 0)) continue;
    if (text.slice(end + 2, nameEnd).toLowerCase() !== name.toLowerCase()) continue;
    writeRaw(reading, start, end, inside);
    closeElement(page, nameAt(page.names, source, end + 2, nameEnd));
    return behind(source, '>', nameEnd);
  }
  writeRaw(reading, start, text.length, inside);
  return text.length;
}

function writeRaw(reading: Reading, start: number, end: number, inside: Inside): void {
  if (start >= end || inside === 'code') return;
  const { source, page } = reading;
  addText(
    page,
    inside === 'title' ? decoded(reading, start, end, 'title') : source.text.slice(start, end),
  );
}

function writeText(reading: Reading, end: number): void {
  const { textStart } = reading;
  if (textStart < end) addText(reading.page, decoded(reading, textStart, end, 'text'));
}

function decoded(reading: Reading, start: number, end: number, around: Surroundings): string {
  const { text } = reading.source;
  if (reading.reference < start) {
    const found = text.indexOf('&', start);
    reading.reference = found < 0 ? text.length : found;
  }
  const raw = text.slice(start, end);
  return reading.reference < end ? decodeReferences(raw, around) : raw;
}

function skipBlank({ units }: TextUnits, start: number): number {
  let at = start;
  while (at < units.length && isBlank(units[at] ?? 0)) at++;
  return at;
}

/** The place behind the next such text; the end of the page where there is none. */
function behind({ text }: TextUnits, mark: string, start: number): number {
  const found = text.indexOf(mark, start);
  return found < 0 ? text.length : found + mark.length;
}

const cdata = '<![CDATA[';
const exclamation = 0x21;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const slash = 0x2f;
const equals = 0x3d;
const greater = 0x3e;
const question = 0x3f;

function isLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 97 && lower <= 122;
}

/** Carriage returns are gone. */
function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x09 || unit === 0x0c;
}

function endsName(unit: number): boolean {
  return unit === greater || unit === slash || isBlank(unit);
}

/** A slash belongs to values, and to the names of closing tags. */
function endsValue(unit: number): boolean {
  return unit === greater || isBlank(unit);
}
