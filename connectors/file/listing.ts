import { type Coverage, plural, type SkipReason, StopScopeError, sha256 } from '#kit';
import type { Followed } from './follow-link.ts';
import type { FileConfig } from './options.ts';
import type { Place } from './place.ts';
import type { Selection } from './selection.ts';

/** A file that a listing found and the selection wants. Its content was not looked at. */
export interface ListedFile {
  /** From the place's root, as the file system spells it. */
  readonly path: string;
  /** Where the bytes are, from the place's root: another path when a link leads to it. */
  readonly target: string;
  /** Set while the file is as committed. */
  readonly committed?: { readonly blob: string; readonly byteCount: number | undefined };
  readonly skip?: SkipReason;
}

export interface Listing {
  readonly files: readonly ListedFile[];
  /** Files and folders that could not be looked at; absence below these folders says nothing. */
  readonly unreadable: readonly Unreadable[];
  readonly coverage: Coverage;
  /** Whether `version` is git's blob hash or size and time. */
  readonly versions: 'blob' | 'stat';
  /** How many files there were, wanted or not. */
  readonly seenCount: number;
  /** Some that were not wanted, for messages. */
  readonly unwanted: readonly string[];
}

export interface Unreadable {
  /** From the place's root. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly error: Error;
}

/** Sorts the files of one listing into wanted and unwanted; a walk and git both report to it. */
export interface Sieve {
  readonly files: ListedFile[];
  readonly unreadable: Unreadable[];
  /** Whether a file of this path is wanted; counts it. */
  offer(path: string): boolean;
  /** A link that leads to no folder. */
  offerLink(path: string, followed: Exclude<Followed, { readonly is: 'folder' }>): void;
  /** Notes what stands in the listing and can hold no document, where documents were looked for. */
  note(path: string, skip: SkipReason): void;
  result(rest: Pick<Listing, 'coverage' | 'versions'>): Listing;
}

export function createSieve(place: Place, selection: Selection): Sieve {
  const files: ListedFile[] = [];
  const unreadable: Unreadable[] = [];
  const unwanted: string[] = [];
  let seenCount = 0;

  function offer(path: string): boolean {
    seenCount += 1;
    const isWanted = selection.wants(place.below(path));
    if (!isWanted && unwanted.length < 3) unwanted.push(path);
    return isWanted;
  }

  return {
    files,
    unreadable,
    offer,
    offerLink(path, followed) {
      if (!offer(path)) return;
      if (followed.is === 'file') files.push({ path, target: followed.target });
      else if (followed.is === 'skipped') files.push({ path, target: path, skip: followed.skip });
      else unreadable.push({ path, kind: 'file', error: followed.error });
    },
    note(path, skip) {
      if (selection.reaches(place.below(path))) files.push({ path, target: path, skip });
    },
    result: (rest) => ({ files, unreadable, unwanted, seenCount, ...rest }),
  };
}

/** The listing's files under the ids of their documents, in the bytewise order of these ids. */
export function withIds(files: readonly ListedFile[]): readonly IdentifiedFile[] {
  // Where composed and decomposed spellings meet, the composed one is the document.
  const taken = new Set(files.map(({ path }) => path).filter((path) => path === normalise(path)));
  const identified = sortBytewise(files, ({ path }) => path).map((file): IdentifiedFile => {
    const { path } = file;
    const normal = normalise(path);
    if (path.length > maxIdLength) return { ...file, id: shortened(path), skip: pathTooLong };
    if (path === normal || !taken.has(normal)) {
      taken.add(normal);
      return { ...file, id: normal };
    }
    return { ...file, id: path, skip: sameName(normal) };
  });
  return sortBytewise(identified, (file) => file.id);
}

function normalise(path: string): string {
  return path.normalize('NFC');
}

/** The order of the UTF-8 of keys. */
function sortBytewise<Value>(values: readonly Value[], keyOf: (value: Value) => string) {
  // Surrogates sort before other high characters as UTF-16, and behind them as UTF-8.
  const isSame = !values.some((value) => /[\ud800-\udfff]/.test(keyOf(value)));
  return values.toSorted((left, right) => {
    const a = keyOf(left);
    const b = keyOf(right);
    if (!isSame) return Buffer.compare(Buffer.from(a), Buffer.from(b));
    return a < b ? -1 : Number(a > b);
  });
}

export interface IdentifiedFile extends ListedFile {
  readonly id: string;
}

/** What a document id may have. */
const maxIdLength = 1024;

const pathTooLong: SkipReason = {
  code: 'path_too_long',
  message: `its path has more than ${maxIdLength} characters`,
};

function shortened(path: string): string {
  return `${path.slice(0, maxIdLength - 65)}~${sha256(path)}`;
}

function sameName(id: string): SkipReason {
  return {
    code: 'same_name',
    message: `its name differs from that of ${id} only in how accents are encoded`,
  };
}

/**
 * An empty listing is more often a mistake than the truth.
 *
 * @throws StopScopeError `nothing_matched` when the listing holds no document: so none looks deleted.
 */
export function refuseNothing(listing: Listing, selection: Selection, config: FileConfig): void {
  if (listing.files.some((file) => !file.skip)) return;
  const { seenCount, unwanted } = listing;
  const noted = listing.files.map((file) => `${file.path}: ${file.skip?.message}`).slice(0, 3);
  const example = unwanted.length > 0 ? `, for example ${unwanted.join(', ')}` : '';
  const seen =
    seenCount === 0
      ? 'there is no file that is not ignored'
      : `${plural(seenCount, 'file')} seen${example}`;
  throw new StopScopeError(
    `Nothing under ${config.path} matches (${selection.description}): ${[seen, ...noted].join('; ')}.`,
    {
      code: 'nothing_matched',
      hint: 'Correct path, include or exclude, or check out what is missing. Nothing was deleted.',
    },
  );
}
