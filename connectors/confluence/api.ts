import type { Principal } from '#kit';
import type {
  AttachmentNode,
  Body,
  CommentNode,
  ContentNode,
  NodeDetails,
  NodeKind,
  Space,
} from './content-node.ts';

/** A part of a listing, in the order in which the site gives it. */
export type Listed<Entry> =
  | { readonly is: 'entry'; readonly entry: Entry }
  /** Something of the listing could not be had, and the listing went on behind it. */
  | { readonly is: 'hole'; readonly error: Error };

export type Listing<Entry> = AsyncIterable<Listed<Entry>>;

/** What a Confluence can be asked, in one shape for Cloud and Data Center. */
export interface ConfluenceApi {
  spaces(keys: readonly string[] | undefined, signal: AbortSignal): AsyncIterable<Space>;
  /** Every page or blog post of a space, without bodies. */
  contents(
    space: Space,
    kind: 'page' | 'blogpost',
    signal: AbortSignal,
  ): Listing<{ readonly node: ContentNode; readonly details?: NodeDetails }>;
  /** Labels and restrictions of pages and blog posts; asked only where `contents` does not tell. */
  details(space: Space, signal: AbortSignal): AsyncIterable<NodeDetails & { readonly id: string }>;
  comments(space: Space, signal: AbortSignal): AsyncIterable<CommentNode>;
  attachments(space: Space, signal: AbortSignal): AsyncIterable<AttachmentNode>;
  /** Undefined when the site does not have it, or not for us. */
  node(id: string, kind: NodeKind, signal: AbortSignal): Promise<ContentNode | undefined>;
  detailsOf(id: string, kind: NodeKind, signal: AbortSignal): Promise<NodeDetails | undefined>;
  comment(id: string, signal: AbortSignal): Promise<CommentNode | undefined>;
  attachment(id: string, signal: AbortSignal): Promise<AttachmentNode | undefined>;
  body(node: Pick<ContentNode, 'id' | 'kind' | 'title'>, signal: AbortSignal): Promise<Body>;
  commentBody(comment: CommentNode, signal: AbortSignal): Promise<Body>;
  download(attachment: AttachmentNode, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
  /** A page or a blog post by the key of its space and its title. */
  findByTitle(
    wanted: {
      readonly spaceKey: string;
      readonly title: string;
      readonly kind: 'page' | 'blogpost';
    },
    signal: AbortSignal,
  ): Promise<ContentNode | undefined>;
  /** Current versions; an id that is not there any more is missing. */
  versions(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** Names of people; those that the account may not see are missing. */
  names(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Who may read a space; undefined when the account may not know. */
  spaceReaders(space: Space, signal: AbortSignal): Promise<readonly Principal[] | undefined>;
}
