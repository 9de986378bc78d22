import type { Block } from '#core/block.ts';
import type { ChunkOptions } from '#core/chunk.ts';
import { isWhite } from '../parse/line.ts';
import { countRange } from './count-range.ts';
import { type Draft, isProse, type MeasuredRange, type Unit } from './draft.ts';
import { createDraftWriter, noRoom } from './draft-writer.ts';
import { fitText } from './fit-text.ts';
import { isHiddenStretch } from './hidden-stretch.ts';
import { lines, partsOf, type Range, type Splitter, splittersOf } from './split-points.ts';
import type { CountTokens } from './tokenizer.ts';

/**
 * Fills drafts with blocks that stand under one heading. Code and tables that fit into a chunk stay
 * whole; larger ones are cut between lines and rows. Prose that does not fit goes over to the next
 * draft whole, unless that would leave this one half empty or a heading alone.
 */
export function packBlocks(
  text: string,
  blocks: readonly Block[],
  options: ChunkOptions & { readonly tokensOf: (block: Block) => number },
  countTokens: CountTokens,
): readonly Draft[] {
  const { maxTokens, tokensOf } = options;
  const out = createDraftWriter(text, options, countTokens);
  for (const block of blocks) {
    if (out.open && isHiddenStretch(text, out.open.end, block.start)) out.end();
    put(block, tokensOf(block));
  }
  out.end();
  return out.drafts;

  function put(block: Block, tokens: number): void {
    const { kind, start, end, rowsStart } = block;
    const fits = tokens <= maxTokens;
    if (fits && out.extend({ kind, start, end, tokens })) return;
    if (fits && !(isProse(kind) && isRoomy())) {
      putInNext({ kind, start, end, tokens });
      return;
    }
    if (!isProse(kind) && !isRoomy()) out.cut();
    if (kind === 'table' && rowsStart !== undefined) putRows({ start, end }, rowsStart);
    else putRange({ start, end }, kind, splittersOf[kind]);
  }

  /** Whether ending the open draft here would waste it. */
  function isRoomy(): boolean {
    return out.open !== undefined && (out.open.headingsOnly || out.open.tokens < maxTokens / 2);
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
    const head = { start, end: rowsStart };
    const header = {
      ...head,
      tokens: countRange(text, { ...head, limit: maxTokens }, countTokens),
    };
    const [first, ...others] = partsOf(text, { start: rowsStart, end }, lines);
    putPart({ start, end: first?.end ?? end }, 'table', [lines]);
    for (const row of others) putPart(row, 'table', [], header);
  }

  /** Divides a range in the first way given, and its parts in the next ones where they stay too large. */
  function putRange(range: Range, kind: Block['kind'], splitters: readonly Splitter[]): void {
    const [split, ...finer] = splitters;
    if (split === undefined) putPieces(range, kind);
    else for (const part of partsOf(text, range, split)) putPart(part, kind, finer);
  }

  function putPart(
    part: Range,
    kind: Block['kind'],
    finer: readonly Splitter[],
    header?: MeasuredRange,
  ): void {
    const tokens = countRange(text, { ...part, limit: maxTokens }, countTokens);
    const unit = { ...part, kind, tokens, header };
    if (tokens > maxTokens) putRange(part, kind, finer);
    else if (!out.extend(unit)) {
      // Prose is divided further rather than to leave a heading alone.
      if (out.open?.headingsOnly && isProse(kind)) putRange(part, kind, finer);
      else putInNext(unit);
    }
  }

  /** What has no lines and sentences that fit: cut behind words, or between characters if it must be. */
  function putPieces(range: Range, kind: Block['kind']): void {
    let { start } = range;
    while (start < range.end) {
      const room = maxTokens - (out.open ? out.open.tokens + 2 : 0);
      const fitted =
        out.open === undefined || out.open.repeatsOnly || isRoomy()
          ? fitText(text, { start, end: range.end, room }, countTokens)
          : undefined;
      if (fitted && out.extend({ kind, start, end: fitted.end, tokens: fitted.tokens })) {
        start = fitted.end;
        while (start < range.end && isWhite(text.charCodeAt(start))) start++;
        if (start < range.end) out.cut();
      } else if (out.open === undefined) throw noRoom(maxTokens);
      else if (out.open.repeatsOnly) out.end();
      else out.cut();
    }
  }
}
