import type { DataSourceObjectResponse, PageObjectResponse } from '@notionhq/client';
import type { Found, NotionApi } from './endpoints.ts';
import { isNotFound, isRefused } from './explain-error.ts';
import { titleOf } from './title-of.ts';

/** Where something lies, one step up. */
export interface Place {
  /** Undefined for what has none of its own: a block, a database of a single data source. */
  readonly title: string | undefined;
  readonly parent: ParentRef | undefined;
}

export interface ParentRef {
  readonly kind: 'page' | 'database' | 'data_source' | 'block';
  readonly id: string;
}

/** Names what documents lie in and refer to. Asks only for what no listing showed. */
export interface Places {
  /** Takes what a listing shows, so that nobody has to ask for it. */
  note(found: Found): void;
  /** Titles, outermost first. */
  trail(found: Found, signal?: AbortSignal): Promise<readonly string[]>;
  /** The nearest of these that it lies in, or is. */
  rootOf(
    found: Found,
    roots: ReadonlySet<string>,
    signal?: AbortSignal,
  ): Promise<string | undefined>;
  /** Undefined for what is not shared. */
  titleOfPage(id: string, signal?: AbortSignal): Promise<string | undefined>;
}

/** Memory stays flat: what was not asked for in a long time is forgotten and asked for again. */
const mostPlaces = 20_000;
const deepest = 100;

export function createPlaces(api: NotionApi): Places {
  const places = new Map<string, Place | undefined>();

  const keep = (id: string, place: Place | undefined) => {
    places.delete(id);
    places.set(id, place);
    if (places.size <= mostPlaces) return;
    const [oldest] = places.keys();
    if (oldest !== undefined) places.delete(oldest);
  };

  const find = async (ref: ParentRef, signal?: AbortSignal): Promise<Place | undefined> => {
    if (places.has(ref.id)) {
      const place = places.get(ref.id);
      keep(ref.id, place);
      return place;
    }
    const place = await ask(api, ref, signal).catch((error: unknown) => {
      if (isNotFound(error) || isRefused(error)) return undefined;
      throw error;
    });
    keep(ref.id, place);
    return place;
  };

  const climb = async function* (from: ParentRef | undefined, signal?: AbortSignal) {
    let ref = from;
    for (let steps = 0; ref !== undefined && steps < deepest; steps += 1) {
      const place = await find(ref, signal);
      yield { ref, place };
      ref = place?.parent;
    }
  };

  return {
    note: (found) => keep(found.id, placeOf(found)),
    async trail(found, signal) {
      const titles: string[] = [];
      for await (const { place } of climb(placeOf(found).parent, signal)) {
        if (place?.title !== undefined && place.title !== titles[0]) titles.unshift(place.title);
      }
      return titles;
    },
    async rootOf(found, roots, signal) {
      if (roots.has(found.id)) return found.id;
      for await (const { ref } of climb(placeOf(found).parent, signal)) {
        if (roots.has(ref.id)) return ref.id;
      }
      return undefined;
    },
    async titleOfPage(id, signal) {
      return (await find({ kind: 'page', id }, signal))?.title;
    },
  };
}

async function ask(
  api: NotionApi,
  { kind, id }: ParentRef,
  signal: AbortSignal | undefined,
): Promise<Place> {
  switch (kind) {
    case 'page':
      return placeOf(await api.page(id, signal));
    case 'data_source':
      return placeOf(await api.dataSource(id, signal));
    case 'database': {
      const { title, parent } = await api.database(id, signal);
      return { title: plain(title), parent: parentRef(parent) };
    }
    case 'block':
      return { title: undefined, parent: parentRef((await api.block(id, signal)).parent) };
  }
}

function placeOf(found: Found): Place {
  return { title: titleOf(found), parent: parentRef(found.parent) };
}

type Parent =
  | PageObjectResponse['parent']
  | DataSourceObjectResponse['parent']
  | DataSourceObjectResponse['database_parent'];

export function parentRef(parent: Parent): ParentRef | undefined {
  switch (parent.type) {
    case 'page_id':
      return { kind: 'page', id: parent.page_id };
    case 'database_id':
      return { kind: 'database', id: parent.database_id };
    case 'data_source_id':
      return { kind: 'data_source', id: parent.data_source_id };
    case 'block_id':
      return { kind: 'block', id: parent.block_id };
    default:
      return undefined;
  }
}

function plain(title: readonly { readonly plain_text: string }[]): string | undefined {
  return (
    title
      .map((part) => part.plain_text)
      .join('')
      .trim() || undefined
  );
}
