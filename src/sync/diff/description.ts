import type { Acl, DocumentDescription, Item } from '#core/document.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { LedgerRow } from '#core/ledger.ts';
import { sha256 } from '#util/sha256.ts';
import { stableStringify } from '#util/stable-stringify.ts';

/** In hexadecimal digits, of each part. */
const partLength = 32;

/** Between the parts of a hash: the address stands in the listing, or in the content alone. */
const listedAddress = '.';
const ownAddress = ':';

/** What the content makes of a document. */
interface ContentView {
  /** The document's, wherever it comes from. */
  readonly title: string;
  readonly metadata: JsonObject;
  /** Where the content itself says that it is read. */
  readonly url: string | undefined;
  readonly chunks: readonly Json[];
}

/**
 * One hash of two parts: what the listing says of a document, and what its content makes of it. So it
 * can be told later which of the two is another, without loading anything.
 */
export function contentHash(item: Item, { title, url, ...made }: ContentView): string {
  const ownTitle = listedTitle(item) === undefined ? title : null;
  const address = url === undefined ? listedAddress : ownAddress;
  const content = partHash({ ...made, title: ownTitle, ...(url !== undefined && { url }) });
  return `${listingHash(item, address)}${address}${content}`;
}

type Hashed = Pick<LedgerRow, 'contentHash'>;

/** Whether the listing says something else of a document than when its content was read. */
export function isListedAnew(item: Item, row: Hashed): boolean {
  const parts = partsOf(row);
  return parts !== undefined && listingHash(item, parts.address) !== parts.listing;
}

/**
 * How an item that was not loaded describes its document anew; undefined when it does as before, or
 * when only the content knows where the document is read.
 */
export function newDescription(item: Item, row: Hashed): DocumentDescription | undefined {
  const parts = partsOf(row);
  if (parts?.address !== listedAddress || !isListedAnew(item, row)) return undefined;
  const { id, url, breadcrumb = [], acl } = item;
  const hash = `${listingHash(item, listedAddress)}${listedAddress}${parts.content}`;
  return { id, url, title: listedTitle(item), breadcrumb, acl, contentHash: hash };
}

/** Undefined of a hash that somebody else made. */
function partsOf({ contentHash: hash }: Hashed) {
  const [, listing, address, content] = /^([^.:]+)([.:])([^.:]+)$/.exec(hash) ?? [];
  return listing === undefined || address === undefined || content === undefined
    ? undefined
    : { listing, address, content };
}

/** Metadata is not in it: what the content added to it cannot be told apart any more. */
function listingHash(item: Item, address: string): string {
  const { breadcrumb = [], acl } = item;
  const url = address === listedAddress ? item.url : null;
  return partHash({ title: listedTitle(item) ?? null, url, breadcrumb, acl: readersOf(acl) });
}

/** The same for the same readers, in whatever order a source tells them. */
function readersOf(acl: Acl | undefined): Json {
  if (acl?.kind !== 'restricted') return acl ?? null;
  const lists = acl.allOf.map((list) => list.map((one) => stableStringify(one)).sort());
  return lists.map((list) => list.join('\n')).sort();
}

function listedTitle({ title }: Item): string | undefined {
  return title === undefined || title.trim() === '' ? undefined : title;
}

function partHash(value: unknown): string {
  return sha256(stableStringify(value)).slice(0, partLength);
}
