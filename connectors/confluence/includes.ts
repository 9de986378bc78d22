import { type Notebook, sha256, stableStringify } from '#kit';
import type { ConfluenceApi } from './api.ts';

/** What pages show of other pages: those change without a new version of the page that shows them. */
export interface Includes {
  /** What the version of a page must say beside its own number: empty while nothing it shows has changed. */
  signOf(id: string, pageVersion: number): string;
  /** What a page was found to show when it was loaded, by id and version. */
  note(id: string, pageVersion: number, shown: ReadonlyMap<string, number>): Promise<void>;
}

interface Note {
  readonly pageVersion: number;
  /** Versions when this version of the page was first loaded. */
  readonly shown: ReadonlyMap<string, number>;
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
    readonly api: Pick<ConfluenceApi, 'versions'>;
    readonly signal: AbortSignal;
    /** Of one page alone. */
    readonly page?: string;
  },
): Promise<Includes> {
  const { page = '' } = options;
  const prefix = `include:${space}:`;
  const notes = new Map<string, Note>();
  const foreign = new Set<string>();
  for await (const { key, value } of notebook.entries(prefix + page)) {
    const note = readNote(value);
    if (note === undefined || (page !== '' && key !== prefix + page)) continue;
    notes.set(key.slice(prefix.length), note);
    for (const id of note.shown.keys()) if (options.versionOf(id) === undefined) foreign.add(id);
  }
  const elsewhere =
    foreign.size === 0 ? new Map() : await options.api.versions([...foreign], options.signal);
  const current = (id: string): number => options.versionOf(id) ?? elsewhere.get(id) ?? 0;
  return {
    signOf(id, pageVersion) {
      const note = notes.get(id);
      if (note === undefined || note.pageVersion !== pageVersion) return '';
      const now = [...note.shown.keys()].map((shown) => [shown, current(shown)] as const);
      if (now.every(([shown, version]) => note.shown.get(shown) === version)) return '';
      return `-${sha256(stableStringify(now)).slice(0, 12)}`;
    },
    async note(id, pageVersion, shown) {
      const key = prefix + id;
      const before = notes.get(id);
      if (shown.size === 0) {
        if (before !== undefined) await notebook.write({ remove: [key] });
        return;
      }
      // The first versions stay what later ones are compared with, so that equal content has one sign.
      const isSame = before?.pageVersion === pageVersion;
      const kept = new Map(
        [...shown].map(([one, version]) => [one, (isSame && before.shown.get(one)) || version]),
      );
      await notebook.write({ put: [{ key, value: [pageVersion, [...kept]] }] });
    },
  };
}

function readNote(value: unknown): Note | undefined {
  if (!Array.isArray(value) || typeof value[0] !== 'number' || !Array.isArray(value[1])) {
    return undefined;
  }
  const shown = value[1].filter(
    (pair: unknown): pair is [string, number] =>
      Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'number',
  );
  return { pageVersion: value[0], shown: new Map(shown) };
}
