import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { Json } from '#kit';

/** What a crawl wants to know of a page when it comes by the next time. Travels as validators. */
export interface PageRecord {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** Of its visible text. */
  readonly textHash: string;
  /** Where its links led, so that the walk goes on behind an answer without a body. */
  readonly links: readonly string[];
  /** What the sitemap said of it. */
  readonly lastmod: string | undefined;
  /** When its body was last read: validators may lie, so that it is read whole from time to time. */
  readonly readAtMs: number;
  /** It asked for a password even when it was well. */
  readonly asksPassword?: boolean;
  /** A first page that the site shows for missing pages as well, as single-page applications do. */
  readonly isFallback?: boolean;
}

/** A page with more links is read whole each time: they would make its row larger than the page. */
const maxLinks = 2_000;

/** From here on compressing pays. */
const smallLength = 512;

/** Little room: for the usual one, of 256 KB, one pays more than for compressing a few links. */
const packing = { level: 3, windowBits: 13, memLevel: 5 };

const written = z.object({
  etag: z.string().optional(),
  modified: z.string().optional(),
  text: z.string(),
  lastmod: z.string().optional(),
  read: z.number(),
  links: z.string(),
  packed: z.boolean().optional(),
  password: z.boolean().optional(),
  fallback: z.boolean().optional(),
});

export function packRecord(record: PageRecord): Json {
  const { etag, lastModified, textHash, lastmod, readAtMs, links } = record;
  const isWhole = links.length <= maxLinks;
  const text = links.slice(0, maxLinks).join('\n');
  const packed = text.length > smallLength;
  return {
    ...(isWhole && etag !== undefined && { etag }),
    ...(isWhole && lastModified !== undefined && { modified: lastModified }),
    text: textHash,
    ...(isWhole && lastmod !== undefined && { lastmod }),
    read: readAtMs,
    links: packed ? deflateRawSync(text, packing).toString('base64') : text,
    ...(packed && { packed }),
    ...(record.asksPassword && { password: true }),
    ...(record.isFallback && { fallback: true }),
  };
}

/** Undefined for what is no record of ours; the page is then read whole. */
export function unpackRecord(validators: Json | undefined): PageRecord | undefined {
  const parsed = written.safeParse(validators);
  if (!parsed.success) return undefined;
  const { etag, modified, text, lastmod, read, links, packed, password, fallback } = parsed.data;
  const joined = packed ? inflateRawSync(Buffer.from(links, 'base64')).toString() : links;
  return {
    etag,
    lastModified: modified,
    textHash: text,
    links: joined === '' ? [] : joined.split('\n'),
    lastmod,
    readAtMs: read,
    ...(password && { asksPassword: true }),
    ...(fallback && { isFallback: true }),
  };
}
