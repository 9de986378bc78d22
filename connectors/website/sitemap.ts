import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { SkipDocumentError } from '#kit';

/** One address that a sitemap lists, as written. */
export interface SitemapEntry {
  readonly is: 'page' | 'sitemap';
  readonly url: string;
  readonly lastmod: string | undefined;
}

/** What the sitemap protocol allows in one file; the size is the uncompressed one. */
export const sitemapLimits = { maxUrls: 50_000, maxBytes: 50 * 1024 * 1024 };

/**
 * Reads a sitemap or an index of sitemaps, as XML or as lines of text, compressed or not, whatever
 * its name and media type say. Streams, so that neither the text nor the list is held whole.
 *
 * @throws SkipDocumentError `not_a_sitemap`, `sitemap_cut_off`, `sitemap_too_large`
 */
export async function* readSitemap(bytes: Uint8Array, name: string): AsyncGenerator<SitemapEntry> {
  const decoder = new TextDecoder('utf-8');
  const reader = createReader(name);
  let urlCount = 0;
  let byteCount = 0;
  const checked = function* (entries: readonly SitemapEntry[]) {
    for (const entry of entries) {
      urlCount += 1;
      if (urlCount > sitemapLimits.maxUrls)
        throw tooLarge(name, 'lists more than 50,000 addresses');
      yield entry;
    }
  };
  for await (const piece of uncompressed(bytes, name)) {
    byteCount += piece.byteLength;
    if (byteCount > sitemapLimits.maxBytes) throw tooLarge(name, 'is larger than 50 MB');
    yield* checked(reader.write(decoder.decode(piece, { stream: true })));
  }
  yield* checked(reader.end(decoder.decode()));
}

async function* uncompressed(bytes: Uint8Array, name: string): AsyncGenerator<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    return;
  }
  try {
    yield* Readable.from([bytes]).pipe(createGunzip());
  } catch (cause) {
    throw new SkipDocumentError(`The sitemap ${name} is damaged: it does not unpack.`, {
      code: 'sitemap_cut_off',
      cause,
    });
  }
}

interface Reader {
  write(text: string): readonly SitemapEntry[];
  end(text: string): readonly SitemapEntry[];
}

/** The first letter decides: a `<` begins XML, anything else a list of addresses. */
function createReader(name: string): Reader {
  let reader: Reader | undefined;
  let start = '';
  return {
    write(text) {
      if (reader) return reader.write(text);
      start += text;
      const first = start.trimStart()[0];
      if (first === undefined) return [];
      reader = first === '<' ? createXmlReader(name) : createTextReader(name);
      return reader.write(start.trimStart());
    },
    end(text) {
      const entries = this.write(text);
      if (reader) return [...entries, ...reader.end('')];
      throw notASitemap(name, 'it is empty');
    },
  };
}

function createTextReader(name: string): Reader {
  let rest = '';
  const read = (lines: readonly string[]) =>
    lines.flatMap((line): readonly SitemapEntry[] => {
      const url = line.trim();
      if (url === '') return [];
      if (!/^https?:\/\/\S+$/i.test(url)) throw notASitemap(name, 'a line of it is no address');
      return [{ is: 'page', url, lastmod: undefined }];
    });
  return {
    write(text) {
      const lines = (rest + text).split(/\r\n?|\n/);
      rest = lines.pop() ?? '';
      return read(lines);
    },
    end: (text) => read([rest + text]),
  };
}

function createXmlReader(name: string): Reader {
  let root: string | undefined;
  let isClosed = false;
  let path: string[] = [];
  let loc = '';
  let lastmod = '';
  let found: SitemapEntry[] = [];
  const inEntry = () => path.length === 3 && (path[1] === 'url' || path[1] === 'sitemap');
  const parser = new Parser(
    {
      onopentagname(tag) {
        const local = localName(tag);
        if (root === undefined) {
          root = local;
          if (root !== 'urlset' && root !== 'sitemapindex') {
            throw notASitemap(name, `it begins with <${tag}>`);
          }
        }
        path.push(local);
      },
      ontext(text) {
        if (!inEntry()) return;
        if (path[2] === 'loc') loc += text;
        else if (path[2] === 'lastmod') lastmod += text;
      },
      onclosetag(tag, isImplied) {
        if (isImplied) return;
        const local = localName(tag);
        if (path.length === 2 && loc.trim() !== '') {
          const is = root === 'sitemapindex' ? 'sitemap' : 'page';
          found.push({ is, url: loc.trim(), lastmod: lastmod.trim() || undefined });
        }
        if (path.length === 2) loc = lastmod = '';
        if (path.length === 1 && local === root) isClosed = true;
        path = path.slice(0, -1);
      },
    },
    { xmlMode: true },
  );
  const take = () => {
    const entries = found;
    found = [];
    return entries;
  };
  return {
    write(text) {
      parser.write(text);
      return take();
    },
    end(text) {
      parser.end(text);
      if (root === undefined) throw notASitemap(name, 'it has no elements');
      if (isClosed) return take();
      throw new SkipDocumentError(`The sitemap ${name} ends in the middle.`, {
        code: 'sitemap_cut_off',
        hint: 'Nothing is deleted on its word; run again, or look at what the site sends.',
      });
    },
  };
}

/** Without its namespace prefix. */
function localName(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1).toLowerCase();
}

function notASitemap(name: string, why: string): SkipDocumentError {
  return new SkipDocumentError(`${name} is not a sitemap: ${why}.`, {
    code: 'not_a_sitemap',
    hint: 'Correct the address in robots.txt or in the index of sitemaps. Until then nothing is deleted because it is not listed.',
  });
}

function tooLarge(name: string, why: string): SkipDocumentError {
  return new SkipDocumentError(`The sitemap ${name} ${why}; the rest of it was not read.`, {
    code: 'sitemap_too_large',
    hint: 'Split it in several, with an index.',
  });
}
