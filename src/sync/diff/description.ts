import type { Acl, DocumentDescription, Item } from '#core/document.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { LedgerRow } from '#core/ledger.ts';
import { sha256 } from '#util/sha256.ts';
import { stableStringify } from '#util/stable-stringify.ts';

/** In hexadecimal digits, of each part. */
const partLength = 32;

/** What readers notice of a document beside its text. */
interface ReaderView {
  readonly title: string;
  readonly url: string;
  readonly breadcrumb: readonly string[];
  readonly metadata: JsonObject;
  readonly acl: Acl | undefined;
}

/**
 * One hash of two parts, with a dot between: what the listing says of a document, and what its content
 * makes of it. So it can be told later which of the two is another, without loading anything.
 *
 * A document whose content names its own address has one part for all: its listing does not know where
 * it is read.
 */
export function contentHash(
  item: Item,
  { title, metadata, ...seen }: ReaderView,
  content: { readonly url: string | undefined; readonly chunks: readonly Json[] },
): string {
  const { url, chunks } = content;
  if (url !== undefined) return partHash({ ...seen, title, metadata, chunks });
  const ownTitle = listedTitle(item) === undefined ? title : null;
  return `${listingHash(item)}.${partHash({ title: ownTitle, metadata, chunks })}`;
}

/** How an item that was not loaded describes its document anew; undefined when it does as before. */
export function newDescription(
  item: Item,
  row: Pick<LedgerRow, 'contentHash'>,
): DocumentDescription | undefined {
  const [listing, content] = row.contentHash.split('.');
  const now = listingHash(item);
  if (content === undefined || now === listing) return undefined;
  const { id, url, breadcrumb = [], acl } = item;
  return { id, url, title: listedTitle(item), breadcrumb, acl, contentHash: `${now}.${content}` };
}

/** Metadata is not in it: what the content added to it cannot be told apart any more. */
function listingHash(item: Item): string {
  const { url, breadcrumb = [], acl = null } = item;
  return partHash({ title: listedTitle(item) ?? null, url, breadcrumb, acl });
}

function listedTitle({ title }: Item): string | undefined {
  return title === undefined || title.trim() === '' ? undefined : title;
}

function partHash(value: unknown): string {
  return sha256(stableStringify(value)).slice(0, partLength);
}
