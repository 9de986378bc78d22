import type { ContentNode } from './content-node.ts';
import type { Shown } from './includes.ts';
import { titleOf } from './load-page.ts';
import { mayShow } from './may-show.ts';
import type { Reader } from './reader.ts';
import type { Place } from './space-tree.ts';
import { parseStorage, type StorageNode } from './storage/parse-storage.ts';
import { type PageReference, referenceKey, referencesIn } from './storage/references.ts';
import type { Included, Resolved } from './storage/write-storage.ts';
import { pageUrl } from './to-document.ts';

/** A body, and what the site told about everything that it names. */
export interface Gathered {
  readonly nodes: readonly StorageNode[];
  readonly resolved: Resolved;
  /** Pages that are shown in it, themselves or through others; also those that it must not show. */
  readonly shown: readonly Shown[];
}

/** Includes of includes are followed so far. */
const maxIncludeDepth = 5;

interface Around {
  readonly reader: Reader;
  /** The page that is loaded: its readers must be able to see all that it shows. */
  readonly place: Place;
  /** The page whose body this is, and the key of its space. */
  readonly page: ContentNode;
  readonly spaceKey: string;
  /** The pages through which we came here. */
  readonly chain: readonly string[];
  readonly shown: Map<string, Shown>;
  readonly signal: AbortSignal;
}

/** Asks for everything that a body names, so that writing it needs nobody. */
export async function gatherReferences(
  reader: Reader,
  place: Place,
  nodes: readonly StorageNode[],
  signal: AbortSignal,
): Promise<Gathered> {
  const shown = new Map<string, Shown>();
  const { node: page, space } = place;
  const around = { reader, place, page, spaceKey: space.key, chain: [page.id], shown, signal };
  const resolved = await resolve(nodes, around);
  return { nodes, resolved, shown: [...shown.values()] };
}

async function resolve(nodes: readonly StorageNode[], around: Around): Promise<Resolved> {
  const { reader, page, signal } = around;
  const { pages, people, includes } = referencesIn(nodes);
  await reader.people.meet(people, signal);
  const found = new Map<string, ContentNode | undefined>();
  for (const reference of [...pages, ...includes]) {
    const key = referenceKey(reference);
    if (!found.has(key)) found.set(key, await find(reference, around));
  }
  const included = new Map<string, Included>();
  for (const reference of includes) {
    const key = referenceKey(reference);
    included.set(key, await include(found.get(key), reference, around));
  }
  const { siteUrl, jiraUrl } = reader.context.config;
  const nodeOf = (reference: PageReference) => found.get(referenceKey(reference));
  return {
    jiraUrl,
    person: reader.people.nameOf,
    titleOf: (address) => titleOf(reader, address),
    page(reference) {
      const node = nodeOf(reference);
      return node && { url: pageUrl({ node }, siteUrl), title: node.title };
    },
    attachment(fileName, on) {
      const holder = on === undefined ? page : nodeOf(on);
      const name = encodeURIComponent(fileName);
      return holder && `${siteUrl}/download/attachments/${holder.id}/${name}`;
    },
    include: (reference) =>
      included.get(referenceKey(reference)) ?? { is: 'left-out', why: 'missing' },
  };
}

function find(
  { kind, spaceKey, title }: PageReference,
  { reader, spaceKey: own, signal }: Around,
): Promise<ContentNode | undefined> {
  return reader.findByTitle({ kind, title, spaceKey: spaceKey ?? own }, signal);
}

async function include(
  node: ContentNode | undefined,
  reference: PageReference,
  around: Around,
): Promise<Included> {
  const { reader, place, chain, shown, signal } = around;
  if (node === undefined) return { is: 'left-out', why: 'missing' };
  if (chain.includes(node.id) || chain.length > maxIncludeDepth) {
    return { is: 'left-out', why: 'circle' };
  }
  const spaceKey = reference.spaceKey ?? around.spaceKey;
  const { id, version } = node;
  const { kind } = reference;
  const isOpen = await mayShow(reader, { id, kind, spaceKey }, place);
  // Also of one that is left out: the day its restriction goes, it is shown.
  shown.set(id, { id, kind, spaceKey, version, isOpen });
  if (!isOpen) return { is: 'left-out', why: 'readers' };
  const { format, value } = await reader.api.body(node, signal);
  const nodes = format === 'storage' ? parseStorage(value) : [];
  const inner = { ...around, page: node, spaceKey, chain: [...chain, node.id] };
  return { is: 'nodes', nodes, resolved: await resolve(nodes, inner) };
}
