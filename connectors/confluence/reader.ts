import { asError, type Principal, SkipDocumentError } from '#kit';
import type { ConfluenceApi } from './api.ts';
import type { ConfluenceContext } from './connection.ts';
import type { ContentNode, NodeKind, Space } from './content-node.ts';
import { createNodeStore, type NodeStore } from './node-store.ts';
import { createPeople, type People } from './people.ts';
import type { Known, Lookup } from './space-tree.ts';
import type { DocumentRules } from './to-document.ts';

/** What one read of a space, or one question for a document in it, works with. */
export interface Reader {
  readonly context: ConfluenceContext;
  readonly api: ConfluenceApi;
  readonly space: Space;
  /** Undefined: not known, or not needed. */
  readonly spaceReaders: readonly Principal[] | undefined;
  /** What the listing showed, by id. */
  readonly nodes: NodeStore;
  /** A node with what is known of it; asks the site for what the listing did not show. */
  readonly lookup: Lookup;
  /** A node that the listing showed. */
  listed(id: string): ContentNode | undefined;
  findByTitle: ConfluenceApi['findByTitle'];
  readonly people: People;
  readonly rules: DocumentRules;
}

export async function createReader(
  api: ConfluenceApi,
  context: ConfluenceContext,
  space: Space,
  /** Without a listing every page that is named by its title is asked for. */
  { hasListing }: { readonly hasListing: boolean },
): Promise<Reader> {
  const { config, signal } = context;
  const nodes = createNodeStore();
  const asked = new Map<string, Promise<Known | undefined>>();
  const byTitle = new Map<string, ReturnType<ConfluenceApi['findByTitle']>>();
  let titles: Map<string, ContentNode> | undefined;
  const people = createPeople(api, context);
  const spaceReaders = config.isPublic
    ? undefined
    : await api.spaceReaders(space, signal).catch(refusedIsUnknown);

  async function ask(id: string, kind: NodeKind): Promise<Known | undefined> {
    const node = nodes.get(id)?.node ?? (await api.node(id, kind, signal).catch(refusedIsUnknown));
    if (node === undefined) return undefined;
    return { node, details: await api.detailsOf(id, kind, signal).catch(refusedIsUnknown) };
  }

  function titlesOfSpace(): ReadonlyMap<string, ContentNode> {
    titles ??= new Map([...nodes.nodes()].map((node) => [titleKey(node.kind, node.title), node]));
    return titles;
  }

  return {
    context,
    api,
    space,
    spaceReaders,
    nodes,
    people,
    listed: (id) => nodes.get(id)?.node,
    async lookup(id, kind) {
      const known = nodes.get(id);
      if (known?.details) return known;
      let answer = asked.get(id);
      if (answer === undefined) {
        answer = ask(id, kind);
        asked.set(id, answer);
      }
      return answer;
    },
    async findByTitle(wanted, askSignal) {
      const { spaceKey, title, kind } = wanted;
      if (hasListing && spaceKey === space.key) {
        return titlesOfSpace().get(titleKey(kind, title));
      }
      const key = JSON.stringify([spaceKey, kind, title]);
      let answer = byTitle.get(key);
      if (answer === undefined) {
        answer = api.findByTitle(wanted, askSignal).catch(refusedIsUnknown);
        byTitle.set(key, answer);
        // What failed is asked again, by the next one who names it.
        answer.catch(() => byTitle.delete(key));
      }
      return answer;
    },
    rules: {
      siteUrl: config.siteUrl,
      maxAttachmentBytes: config.maxAttachmentBytes,
      comments: config.comments,
      nameOf: people.nameOf,
    },
  };
}

function titleKey(kind: NodeKind, title: string): string {
  return `${kind} ${title}`;
}

/** What the account may not know stays unknown, and unknown readers are none. */
function refusedIsUnknown(error: unknown): undefined {
  if (error instanceof SkipDocumentError && error.code === 'forbidden') return undefined;
  throw asError(error);
}
