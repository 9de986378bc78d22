import type { Block } from '#core/block.ts';
import { isWhite } from '#util/is-white.ts';
import { unitAt } from '#util/unit-at.ts';
import { type Draft, isProse, type Unit } from './draft.ts';
import { createDraftWriter } from './draft-writer.ts';
import { fitText } from './fit-text.ts';
import { isHiddenStretch } from './hidden-stretch.ts';
import { lines, partsOf, type Range, type Splitter, splittersOf } from './split-points.ts';
import type { TokenRuler } from './token-ruler.ts';

export interface PackOptions {
  /** No draft is larger. */
  readonly maxTokens: number;
  /** What a draft is filled up to; only code and tables may go beyond it, to stay whole. */
  readonly targetTokens: number;
  readonly overlapTokens: number;
}

/**
 * Fills drafts with blocks that stand under one heading. Code and tables that fit into a chunk stay
 * whole; larger ones are cut between lines and rows. Prose that does not fit goes over to the next
 * draft whole, unless that would leave this one half empty or a heading alone.
 *
 * @throws RangeError when `maxTokens` has no room for a single character.
 */
export function packBlocks(
  text: string,
  blocks: readonly Block[],
  ruler: TokenRuler,
  options: PackOptions,
): readonly Draft[] {
  const { maxTokens, targetTokens } = options;
  const out = createDraftWriter(text, ruler, options);
  for (const block of blocks) {
    if (out.open && isHiddenStretch(text, out.open.end, block.start)) out.end();
    put(block);
  }
  out.end();
  return out.drafts;

  function put({ kind, start, end, rowsStart }: Block): void {
    const unit = { kind, start, end };
    if (out.extend(unit)) return;
    if (fits(unit) && !(isProse(kind) && isRoomy())) {
      putInNext(unit);
      return;
    }
    if (!isProse(kind) && !isRoomy()) out.cut();
    if (kind === 'table' && rowsStart !== undefined) putRows(unit, rowsStart);
    else putRange(unit, kind, splittersOf[kind]);
  }

  function fits({ kind, start, end }: Unit): boolean {
    return ruler.tokens(start, end) <= (isProse(kind) ? targetTokens : maxTokens);
  }

  /** Whether ending the open draft here would waste it. */
  function isRoomy(): boolean {
    return out.open !== undefined && (out.open.headingsOnly || out.open.tokens < targetTokens / 2);
  }

  function putInNext(unit: Unit): void {
    out.cut();
    if (out.extend(unit)) return;
    out.end();
    out.extend(unit);
  }

  /** Rows of a table; the first one stays with the header, which later drafts repeat. */
  function putRows(table: Range, rowsStart: number): void {
    const { start, end } = table;
    const header = { start, end: rowsStart };
    let hasFirst = false;
    for (const row of partsOf(text, { start: rowsStart, end }, lines)) {
      if (hasFirst) putPart({ kind: 'table', start: row.start, end: row.end, header }, []);
      else putPart({ kind: 'table', start, end: row.end }, [lines]);
      hasFirst = true;
    }
    if (!hasFirst) putPart({ kind: 'table', start, end }, [lines]);
  }

  /** Divides a range in the first way given, and its parts in the next ones where they stay too large. */
  function putRange(range: Range, kind: Block['kind'], splitters: readonly Splitter[]): void {
    const [split, ...finer] = splitters;
    if (split === undefined) putPieces(range, kind);
    else
      for (const part of partsOf(text, range, split)) {
        putPart({ kind, start: part.start, end: part.end }, finer);
      }
  }

  function putPart(unit: Unit, finer: readonly Splitter[]): void {
    if (out.extend(unit)) return;
    // Prose is divided further rather than to leave a heading alone.
    const leavesHeading = out.open?.headingsOnly && isProse(unit.kind);
    if (leavesHeading || !fits(unit)) putRange(unit, unit.kind, finer);
    else putInNext(unit);
  }

  /** What has no lines and sentences that fit: cut behind words, or between characters if it must be. */
  function putPieces({ start, end }: Range, kind: Block['kind']): void {
    let at = start;
    while (at < end) {
      const to = startsHere() ? fitted(at, end) : undefined;
      if (to !== undefined && out.extend({ kind, start: at, end: to })) {
        at = to;
        while (at < end && isWhite(unitAt(text, at))) at++;
        if (at < end) out.cut();
      } else if (out.open === undefined) throw noRoom(maxTokens);
      else if (out.open.repeatsOnly) out.end();
      else out.cut();
    }
  }

  function startsHere(): boolean {
    return out.open === undefined || out.open.repeatsOnly || isRoomy();
  }

  function fitted(start: number, end: number): number | undefined {
    const from = out.open?.start ?? start;
    return fitText(text, { start, end }, (to) => ruler.tokens(from, to) <= targetTokens);
  }
}

function noRoom(maxTokens: number): RangeError {
  return new RangeError(`A chunk of ${maxTokens} tokens has no room for a single character.`);
}
