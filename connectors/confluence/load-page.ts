import { type Content, type JsonObject, SkipDocumentError } from '#kit';
import { writeAdf } from './adf/write-adf.ts';
import type { ContentNode } from './content-node.ts';
import { type Gathered, gatherReferences } from './gather-references.ts';
import type { Shown } from './includes.ts';
import type { Reader } from './reader.ts';
import type { Place } from './space-tree.ts';
import { createAnchors } from './storage/anchors.ts';
import { parseStorage } from './storage/parse-storage.ts';
import { type Writing, writeStorage } from './storage/write-storage.ts';

export interface LoadedPage {
  readonly content: Content;
  /** Other pages that it shows. */
  readonly shown: readonly Shown[];
}

/** The text of a page or blog post as HTML, with what it names resolved and what it includes inlined. */
export async function loadPage(
  reader: Reader,
  place: Place,
  signal: AbortSignal,
): Promise<LoadedPage> {
  const { node } = place;
  const body = await reader.api.body(node, signal);
  const anchors = createAnchors({ title: node.title, isTitled: body.hasTitledAnchors });
  if (body.format === 'view') return { content: htmlContent(body.value), shown: [] };
  if (body.format === 'adf') {
    const lost = new Set<string>();
    const html = writeAdfBody(body.value, node, {
      anchors,
      lost,
      titleOf: (address) => titleOf(reader, address),
      person: reader.people.nameOf,
    });
    return { content: htmlContent(html, lost), shown: [] };
  }
  const gathered = await gatherReferences(reader, place, parseStorage(body.value), signal);
  const { html, lost, metadata } = writeBody(gathered, anchors);
  return { content: htmlContent(html, lost, metadata), shown: gathered.shown };
}

/** A body of the storage format as HTML. */
export function writeBody(
  { nodes, resolved }: Pick<Gathered, 'nodes' | 'resolved'>,
  anchors: Writing['anchors'],
): { readonly html: string; readonly lost: ReadonlySet<string>; readonly metadata: JsonObject } {
  const writing: Writing = {
    resolved,
    anchors,
    lost: new Set(),
    unknownMacros: new Set(),
    properties: new Map(),
    inCell: false,
  };
  const html = writeStorage(nodes, writing);
  const { lost, unknownMacros, properties } = writing;
  return {
    html,
    lost,
    metadata: {
      ...(properties.size > 0 && { page_properties: Object.fromEntries(properties) }),
      ...(unknownMacros.size > 0 && { unknown_macros: [...unknownMacros].sort() }),
    },
  };
}

/** The box says: all of this is the text, nothing in it stands aside. */
export function htmlContent(
  html: string,
  lost: ReadonlySet<string> = new Set(),
  metadata: JsonObject = {},
): Content {
  return {
    as: 'text',
    mediaType: 'text/html',
    text: `<div id="twigkit-content">${html}</div>`,
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(lost.size > 0 && { lost: [...lost].sort() }),
  };
}

/** The title of a page of this site by its address. */
export function titleOf({ context, listed }: Reader, address: string): string | undefined {
  if (!address.startsWith(context.config.siteUrl)) return undefined;
  const [, inPath, inQuery] = /\/pages\/(\d+)|[?&]pageId=(\d+)/.exec(address) ?? [];
  return listed(inPath ?? inQuery ?? '')?.title;
}

function writeAdfBody(
  value: string,
  { title }: ContentNode,
  writing: Parameters<typeof writeAdf>[1],
): string {
  try {
    return writeAdf(value, writing);
  } catch (error) {
    throw new SkipDocumentError(`The text of "${title}" is malformed.`, {
      code: 'malformed_body',
      hint: 'Open the page in the editor and save it again.',
      cause: error,
    });
  }
}
