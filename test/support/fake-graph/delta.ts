import type { FakeChange } from './state.ts';

export interface DeltaTraps {
  /** At most so many in a page, whatever was asked for. */
  pageCap?: number;
  /** Every page is followed by an empty one; so the last one is empty, and has the link of links. */
  emptyPages?: boolean;
  /** A page that names itself as the next one. */
  repeatedLink?: boolean;
  /** Ever new pages that show the same. */
  endlessPages?: boolean;
  /** The first item of each page comes at the end of it once more, as it was before. */
  repeatedItems?: boolean;
}

/** A delta token: which generation, what kind of question, from where, and how far. */
interface Token {
  readonly generation: number;
  readonly kind: 'all' | 'changes';
  /** All: how many changes there were when it began. Changes: those before it are known. */
  readonly since: number;
  readonly offset: number;
  readonly isEmpty: boolean;
  readonly round: number;
}

export interface DeltaSource {
  readonly changes: readonly FakeChange[];
  /** Everything there is, parents first. */
  all(): readonly string[];
  /** The item and, as the service adds them, the folders that it lies in. */
  withParents(id: string): readonly string[];
  show(id: string, change: FakeChange | undefined): unknown;
}

export function writeToken(token: Token): string {
  const { generation, kind, since, offset, isEmpty, round } = token;
  return [generation, kind, since, offset, isEmpty ? 1 : 0, round].join('~');
}

export function firstToken(generation: number, source: DeltaSource, isLatest: boolean): Token {
  const since = source.changes.length;
  return {
    generation,
    kind: isLatest ? 'changes' : 'all',
    since,
    offset: 0,
    isEmpty: false,
    round: 0,
  };
}

/** Undefined: nobody gave it out, or it has expired. */
export function readToken(text: string, generation: number): Token | undefined {
  const [given, kind, since, offset, isEmpty, round] = text.split('~');
  if (Number(given) !== generation || (kind !== 'all' && kind !== 'changes')) return undefined;
  return {
    generation,
    kind,
    since: Number(since),
    offset: Number(offset),
    isEmpty: isEmpty === '1',
    round: Number(round),
  };
}

export interface DeltaAnswer {
  readonly value: readonly unknown[];
  readonly next: Token;
  readonly isLast: boolean;
}

/** One page, as the service documents it. */
export function deltaPage(
  source: DeltaSource,
  token: Token,
  { size, traps }: { readonly size: number; readonly traps: DeltaTraps },
): DeltaAnswer {
  const latest = new Map<string, FakeChange>();
  for (const change of source.changes.slice(token.since)) {
    latest.set(change.id, {
      ...change,
      isSharing: change.isSharing || latest.get(change.id)?.isSharing === true,
    });
  }
  const ids =
    token.kind === 'all'
      ? source.all()
      : [...new Set([...latest.keys()].flatMap((id) => source.withParents(id)))];
  const limit = Math.min(size, traps.pageCap ?? 200);
  const until = token.offset + (token.isEmpty ? 0 : limit);
  const shown = ids.slice(token.offset, until).map((id) => source.show(id, latest.get(id)));
  if (traps.repeatedLink) return { value: [], next: token, isLast: false };
  if (traps.endlessPages) {
    return { value: shown, next: { ...token, round: token.round + 1 }, isLast: false };
  }
  const value =
    traps.repeatedItems && shown[0] !== undefined
      ? [{ ...shown[0], name: 'stale' }, ...shown]
      : shown;
  const comesEmpty = traps.emptyPages === true && !token.isEmpty;
  const isLast = until >= ids.length && !comesEmpty;
  const { generation } = token;
  // What changed while everything was listed is told afterwards.
  const since = token.kind === 'all' ? token.since : source.changes.length;
  const next: Token = isLast
    ? { generation, kind: 'changes', since, offset: 0, isEmpty: false, round: 0 }
    : { ...token, offset: until, isEmpty: comesEmpty };
  return { value, next, isLast };
}
