import { type Handler, Parser } from 'htmlparser2';
import type { HtmlPage } from '#core/html-page.ts';

/** The name of node 0. */
export const pageName = ':page';

/** Elements whose text is code for the browser. */
const code: ReadonlySet<string> = new Set(['script', 'style']);

/**
 * The parser moves all open elements with each new one. What is nested deeper is no page that people
 * read: there it begins anew, as if all were closed, and nothing but the nesting is lost.
 */
const maxDepth = 1_200;
/** Characters between two looks at the depth, at most. */
const pieceLength = 16 * 1024;

/**
 * Parses HTML in one pass, in time that grows with its length. Never fails: whatever it is given is
 * some page. Line ends become `\n`.
 *
 * @example
 * const page = parsePage('<p>Read <a href="b.html">this</a>.</p>');
 * nodeAttribute(page, 3, 'href'); // b.html
 */
export function parsePage(html: string): HtmlPage {
  const source = html.includes('\r') ? html.replace(/\r\n?/g, '\n') : html;
  const names = ['', pageName];
  const places = new Map([[pageName, 1]]);
  const kinds = [1];
  const ends = [0];
  const firsts = [0];
  const counts = [0];
  const attributes: number[] = [];
  const values: string[] = [];
  /** Of each name the last element that has it as an attribute. */
  const lastWith: number[] = [];
  const open = [0];
  let element = 0;
  /** The text that goes on: nothing but text came since it began. */
  let text = -1;
  let inCode = false;

  const handler: Partial<Handler> = {
    onopentagname(name) {
      text = -1;
      element = begin(placeOf(name), attributes.length >> 1);
      open.push(element);
      inCode = code.has(name);
    },
    onattribute(name, value) {
      const place = placeOf(name);
      // Of two values a browser takes the first.
      if (lastWith[place] === element) return;
      lastWith[place] = element;
      attributes.push(place, values.length);
      values.push(value);
      counts[element] = (counts[element] ?? 0) + 1;
    },
    ontext(data) {
      if (inCode) return;
      if (text < 0) {
        text = values.length;
        ends[begin(0, text)] = kinds.length;
        values.push(data);
      } else values[text] += data;
    },
    oncomment() {
      text = -1;
    },
    onclosetag() {
      text = -1;
      inCode = false;
      const closed = open.pop() ?? 0;
      ends[closed] = kinds.length;
    },
  };
  let parser = new Parser(handler);
  for (let at = 0; at < source.length; ) {
    const end = pieceEnd(source, at);
    parser.write(source.slice(at, end));
    at = end;
    if (open.length <= maxDepth) continue;
    parser.end();
    parser = new Parser(handler);
  }
  parser.end();
  ends[0] = kinds.length;
  return {
    names,
    kinds: new Int32Array(kinds),
    ends: new Int32Array(ends),
    firsts: new Int32Array(firsts),
    counts: new Int32Array(counts),
    attributes: new Int32Array(attributes),
    values,
  };

  function begin(kind: number, first: number): number {
    const at = kinds.length;
    kinds.push(kind);
    firsts.push(first);
    ends.push(0);
    counts.push(0);
    return at;
  }

  function placeOf(name: string): number {
    const known = places.get(name);
    if (known !== undefined) return known;
    names.push(name);
    places.set(name, names.length - 1);
    return names.length - 1;
  }
}

/** Before a tag, for a parser that begins anew in the middle of one takes it for text. */
function pieceEnd(source: string, start: number): number {
  const end = start + pieceLength;
  if (end >= source.length) return source.length;
  const tag = source.lastIndexOf('<', end);
  return tag > start ? tag : end;
}
