import { type Notebook, sha256, stableStringify } from '#kit';
import type { ConfluenceApi } from './api.ts';
import type { Place } from './space-tree.ts';

/** A page that another one shows by an include, or would show if its readers could all read it. */
export interface Shown {
  readonly id: string;
  readonly kind: 'page' | 'blogpost';
  readonly spaceKey: string;
  readonly version: number;
  /** Whether everybody who reads the page that includes it may read it too. */
  readonly isOpen: boolean;
}

/** What pages show of other pages: those change without a new version of the page that shows them. */
export interface Includes {
  /** What the version of a page must say beside its own number: empty while nothing it shows has changed. */
  signOf(place: Place): Promise<string>;
  /** What a page was found to show when it was loaded. */
  note(place: Place, shown: readonly Shown[]): Promise<void>;
}

interface Note {
  readonly pageVersion: number;
  /** As they were when this version of the page was first loaded. */
  readonly shown: readonly Shown[];
}

/**
 * Recalls what the pages of a space show, and asks for the versions of that once. A notebook that was
 * lost costs one more load of such pages.
 */
export async function recallIncludes(
  notebook: Notebook,
  space: string,
  options: {
    readonly versionOf: (id: string) => number | undefined;
    readonly mayShow: (shown: Omit<Shown, 'version' | 'isOpen'>, on: Place) => Promise<boolean>;
    readonly api: Pick<ConfluenceApi, 'versions'>;
    readonly signal: AbortSignal;
    /** Of one page alone. */
    readonly page?: string;
  },
): Promise<Includes> {
  const { mayShow, page = '', versionOf } = options;
  const prefix = `include:${space}:`;
  const notes = new Map<string, Note>();
  const foreign = new Set<string>();
  for await (const { key, value } of notebook.entries(prefix + page)) {
    const note = readNote(value);
    if (note === undefined || (page !== '' && key !== prefix + page)) continue;
    notes.set(key.slice(prefix.length), note);
    for (const { id } of note.shown) if (versionOf(id) === undefined) foreign.add(id);
  }
  const elsewhere =
    foreign.size === 0 ? new Map() : await options.api.versions([...foreign], options.signal);
  const versionNow = (id: string): number => versionOf(id) ?? elsewhere.get(id) ?? 0;

  async function stateOf(shown: Shown, on: Place) {
    return { ...shown, version: versionNow(shown.id), isOpen: await mayShow(shown, on) };
  }

  return {
    async signOf(place) {
      const note = notes.get(place.node.id);
      if (note === undefined || note.pageVersion !== place.node.version) return '';
      const now = await Promise.all(note.shown.map((shown) => stateOf(shown, place)));
      const [state, before] = [now, note.shown].map((list) => stableStringify(list.map(asRow)));
      return state === undefined || state === before ? '' : `-${sha256(state).slice(0, 12)}`;
    },
    async note({ node }, shown) {
      const key = prefix + node.id;
      const before = notes.get(node.id);
      if (shown.length === 0) {
        if (before !== undefined) await notebook.write({ remove: [key] });
        return;
      }
      // The first state stays what later ones are compared with, so that equal content has one sign.
      const first = before?.pageVersion === node.version ? before.shown : [];
      const kept = shown.map((one) => first.find(({ id }) => id === one.id) ?? one);
      await notebook.write({ put: [{ key, value: [node.version, kept.map(asRow)] }] });
    },
  };
}

function asRow({ id, kind, spaceKey, version, isOpen }: Shown) {
  return [id, kind, spaceKey, version, isOpen] as const;
}

function readNote(value: unknown): Note | undefined {
  if (!Array.isArray(value) || typeof value[0] !== 'number' || !Array.isArray(value[1])) {
    return undefined;
  }
  return { pageVersion: value[0], shown: value[1].flatMap(readRow) };
}

function readRow(row: unknown): readonly Shown[] {
  if (!Array.isArray(row)) return [];
  const [id, kind, spaceKey, version, isOpen]: readonly unknown[] = row;
  const isSound =
    typeof id === 'string' &&
    (kind === 'page' || kind === 'blogpost') &&
    typeof spaceKey === 'string' &&
    typeof version === 'number';
  return isSound ? [{ id, kind, spaceKey, version, isOpen: isOpen === true }] : [];
}
