import type { HtmlPage } from './html-page.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * A document that a source announces: it exists now, its content is not loaded yet.
 * Announcing must be cheap (ids and versions from a listing); `load` is where bytes move, and the
 * runner calls it only when `version` or the processing signature differ from what is on record.
 */
export interface Item {
  /** The source's immutable id; never a title, and a path only where no id exists. At most 1,024 characters. */
  readonly id: string;
  /**
   * A cheap change signal of the content: a blob SHA, an ETag, a revision. Absent means: load it to
   * know. Title, URL, breadcrumb and readers need no part in it: they are compared by themselves, and
   * delivered without a load where the destination can.
   */
  readonly version?: string;
  /** Where a reader opens the document; citations lead here. */
  readonly url: string;
  /** Absent means: the content names itself (first heading, `<title>`, front matter). */
  readonly title?: string;
  /** Titles of what the document lies in, outermost first. */
  readonly breadcrumb?: readonly string[];
  readonly mediaType?: string;
  readonly byteCount?: number;
  /** ISO 8601. */
  readonly updatedAt?: string;
  readonly language?: string;
  readonly metadata?: JsonObject;
  /** Absent means unknown, and unknown is denied wherever readers are told apart. */
  readonly acl?: Acl;
  /** Small values that the connector wants back through `known` (an ETag and its out-links, say). */
  readonly validators?: Json;
  /** Listed, counts as seen, deliberately not indexed. */
  readonly skip?: SkipReason;
  /**
   * Fetches the content. Throws SkipDocumentError when this one document cannot be had.
   * Absent only beside `skip`.
   */
  load?(signal: AbortSignal): Promise<Content>;
}

export interface SkipReason {
  /** Stable, snake_case: `binary`, `draft`, `too_large`, `restricted`. Reports group by it. */
  readonly code: string;
  readonly message: string;
}

/** What comes with content that a connector made out of its product's own format. */
export interface ContentNotes {
  /** What only the content tells; `Item.metadata` outranks it. */
  readonly metadata?: JsonObject;
  /**
   * What the source shows and the content does not, named by kind so that reports can count it:
   * `macro roadmap`, `block equation`. Never silently lost.
   */
  readonly lost?: readonly string[];
  /**
   * Where the headings of the content are read, in its order, when the product knows and the format
   * does not. They take the place of what the format makes up: a heading that is not among them leads
   * to the document itself.
   */
  readonly anchors?: readonly HeadingAnchor[];
}

export interface HeadingAnchor {
  /** As a reader sees it. */
  readonly heading: string;
  /** What stands behind `#` in a link to it: `gid=0`. */
  readonly anchor: string;
}

export type Content =
  | ({
      readonly as: 'text';
      readonly mediaType: string;
      readonly text: string;
      /** Where the content itself says that it is read (a permalink); outranks `Item.url`. */
      readonly url?: string;
    } & ContentNotes)
  | ({
      readonly as: 'bytes';
      readonly mediaType: string;
      /** As of text. */
      readonly url?: string;
      /** File name, for parsers that need the extension and for messages. */
      readonly name: string;
      readonly bytes: Uint8Array;
    } & ContentNotes)
  /** HTML that the connector had to parse anyway, to follow its links: nobody parses it again. */
  | {
      readonly as: 'page';
      readonly mediaType: string;
      readonly page: HtmlPage;
      /** As of text. */
      readonly url?: string;
    }
  /** The source says that nothing changed since the version on record (a 304). */
  | { readonly as: 'unchanged' };

/**
 * Who may read a document. `allOf` is an AND of ORs: a reader must match at least one principal of
 * every list, so that restrictions of a page and of its ancestors intersect.
 */
export type Acl =
  | { readonly kind: 'public' }
  | { readonly kind: 'restricted'; readonly allOf: readonly (readonly Principal[])[] };

export interface Principal {
  readonly source: string;
  readonly kind: 'user' | 'group' | 'domain' | 'everyone';
  readonly id: string;
  readonly email?: string;
}

/**
 * What a source's listing says of a document whose content is as it was: a folder above it was renamed,
 * other people may read it. Title, URL and all the rest of it replace what the destination holds.
 */
export interface DocumentDescription {
  readonly id: string;
  readonly url: string;
  /** Undefined: the content names it, and it stays. */
  readonly title: string | undefined;
  readonly breadcrumb: readonly string[];
  /** Undefined: nobody knows any more who may read it. */
  readonly acl: Acl | undefined;
  /** Of what the document is now, its chunks included. */
  readonly contentHash: string;
}

/** A document as a destination receives it, beside its chunks. */
export interface DeliveredDocument {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly version: string | undefined;
  /**
   * Hash over everything a reader could notice: title, URL, chunks. Equal hash, nothing to write. Its
   * first part is of what the listing alone says; `sync/diff/description.ts` reads it.
   */
  readonly contentHash: string;
  /** Processing signature under which the chunks were made; another one means: make them again. */
  readonly signature: string;
  readonly mediaType: string | undefined;
  readonly language: string | undefined;
  readonly updatedAt: string | undefined;
  readonly breadcrumb: readonly string[];
  readonly metadata: JsonObject;
  readonly acl: Acl | undefined;
}
