import type { Principal } from '#kit';

/** What stands in the tree of a space. Only pages and blog posts have text of their own. */
export type NodeKind = 'page' | 'blogpost' | 'folder' | 'whiteboard' | 'database' | 'embed';

/** A page, or whatever else a page may lie in, without its body. */
export interface ContentNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  /** Of those that the source reads: current, and archived where that is wanted. */
  readonly isShown: boolean;
  /** On Data Center its key. */
  readonly spaceId: string | undefined;
  readonly parent: { readonly id: string; readonly kind: NodeKind } | undefined;
  readonly version: number;
  readonly updatedAt: string | undefined;
  readonly createdAt: string | undefined;
  readonly author: Author | undefined;
  /** Below the site's address. */
  readonly webui: string | undefined;
}

/** Cloud gives ids, Data Center gives names along. */
export interface Author {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

/** What no version number tells: it changes without a new version. */
export interface NodeDetails {
  readonly labels: readonly string[];
  /** Who may read it, beside whoever may read what it lies in; empty: it has no restriction. */
  readonly readers: readonly Principal[];
}

/** A comment or an attachment as a listing tells it. */
interface Child {
  readonly id: string;
  readonly title: string;
  readonly container: string;
  readonly version: number;
  readonly updatedAt: string | undefined;
  readonly author: Author | undefined;
}

export interface CommentNode extends Child {
  readonly where: 'inline' | 'footer';
  /** The words that an inline comment is about. */
  readonly quoted: string | undefined;
  readonly isResolved: boolean;
}

export interface AttachmentNode extends Child {
  readonly mediaType: string;
  readonly byteCount: number | undefined;
  /** Below the site's address, on Data Center. */
  readonly download: string | undefined;
}

export interface Space {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly isPersonal: boolean;
}

/** The body of a page or a comment in one of the formats that Confluence keeps it in. */
export interface Body {
  readonly format: 'storage' | 'adf' | 'view';
  readonly value: string;
  /** Pages of the older editor and of Data Center have the page's title in their anchors. */
  readonly hasTitledAnchors: boolean;
}
