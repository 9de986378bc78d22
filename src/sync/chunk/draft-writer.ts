import type { ChunkOptions } from '#core/chunk.ts';
import { isWhite } from '../parse/line.ts';
import { type Draft, isProse, type MeasuredRange, type Unit } from './draft.ts';
import { fitText } from './fit-text.ts';
import { overlapStart } from './overlap.ts';
import { isAdditiveAt, joinTokens } from './token-joins.ts';
import type { CountTokens } from './tokenizer.ts';

/** The draft that is being filled. */
export interface OpenDraft extends MeasuredRange {
  readonly header: MeasuredRange | undefined;
  /** False when parts were joined where tokens need not add up. */
  readonly exact: boolean;
  /** Where the prose at its end begins; undefined when it ends in a heading, code or a table. */
  readonly proseStart: number | undefined;
  /** It holds nothing new yet, only what it repeats of the draft before. */
  readonly repeatsOnly: boolean;
  readonly headingsOnly: boolean;
  /** Where the unit at its end begins. */
  readonly lastStart: number;
}

/**
 * Fills one draft after the other. Owes: no draft has more than `maxTokens`, whatever is put in;
 * nothing is lost between two drafts; only prose is repeated.
 */
export interface DraftWriter {
  readonly open: OpenDraft | undefined;
  /** Adds the unit to the open draft, or begins one; false when it does not fit. */
  extend(unit: Unit): boolean;
  /** Ends the open draft; the next one begins with the overlap where prose was cut. */
  cut(): void;
  /** Ends the open draft; the next one repeats nothing. */
  end(): void;
  readonly drafts: readonly Draft[];
}

export function createDraftWriter(
  text: string,
  options: ChunkOptions,
  countTokens: CountTokens,
): DraftWriter {
  const { maxTokens, overlapTokens } = options;
  const drafts: Draft[] = [];
  let open: OpenDraft | undefined;

  return {
    get open() {
      return open;
    },
    drafts,
    extend(unit) {
      const next = open === undefined ? begun(unit) : extended(open, unit);
      if (next) open = next;
      return next !== undefined;
    },
    cut() {
      const last = open;
      close();
      open = last && repeated(last);
    },
    end: close,
  };

  function begun(unit: Unit): OpenDraft {
    // In the middle of a line a unit starts with the space before its first word.
    const start = text.charCodeAt(unit.start - 1) === 10 ? unit.start : afterWhite(unit.start);
    const own = start === unit.start ? unit.tokens : countTokens(text.slice(start, unit.end));
    const { header } = unit;
    const repeated = header && header.tokens + own <= maxTokens ? header : undefined;
    return {
      start,
      end: unit.end,
      tokens: (repeated?.tokens ?? 0) + own,
      header: repeated,
      exact: own <= maxTokens && (repeated === undefined || isAdditiveAt(text, start)),
      proseStart: isProse(unit.kind) ? start : undefined,
      repeatsOnly: false,
      headingsOnly: unit.kind === 'heading',
      lastStart: start,
    };
  }

  function extended(last: OpenDraft, unit: Unit): OpenDraft | undefined {
    const additive = isAdditiveAt(text, unit.start);
    const join = additive
      ? joinTokens(text, { start: last.lastStart, end: last.end, next: unit.start }, countTokens)
      : countTokens(text.slice(last.end, unit.start)) + 1;
    const tokens = last.tokens + join + unit.tokens;
    if (tokens > maxTokens) return undefined;
    return {
      ...last,
      end: unit.end,
      tokens,
      exact: last.exact && additive,
      proseStart: isProse(unit.kind) ? (last.proseStart ?? unit.start) : undefined,
      repeatsOnly: false,
      headingsOnly: last.headingsOnly && unit.kind === 'heading',
      lastStart: unit.start,
    };
  }

  function repeated(last: OpenDraft): OpenDraft | undefined {
    if (last.repeatsOnly || last.proseStart === undefined || overlapTokens === 0) return undefined;
    const prose = { start: last.proseStart, end: last.end, maxTokens: overlapTokens };
    const overlap = overlapStart(text, prose, countTokens);
    if (overlap === undefined) return undefined;
    const { start, tokens } = overlap;
    return {
      start,
      end: last.end,
      tokens,
      header: undefined,
      exact: true,
      proseStart: start,
      repeatsOnly: true,
      headingsOnly: false,
      lastStart: start,
    };
  }

  function close(): void {
    if (open && !open.repeatsOnly) {
      const { start, end, header, tokens } = open;
      const draft = { start, end, header, tokens };
      drafts.push(...(open.exact ? [draft] : recounted(draft)));
    }
    open = undefined;
  }

  /** Counts a draft whose parts need not add up, and cuts it when it turns out too large. */
  function recounted(draft: Draft): readonly Draft[] {
    const { start, end, header } = draft;
    const head = header ? text.slice(header.start, header.end) : '';
    const tokens = countTokens(head + text.slice(start, end));
    if (tokens <= maxTokens) return [{ ...draft, tokens }];
    const first = fitText(text, { start, end, room: maxTokens }, countTokens);
    if (first === undefined) throw noRoom(maxTokens);
    const next = afterWhite(first.end);
    const top = { start, end: first.end, header: undefined, tokens: first.tokens };
    return next < end ? [top, ...recounted({ ...draft, header: undefined, start: next })] : [top];
  }

  function afterWhite(at: number): number {
    let to = at;
    while (to < text.length && isWhite(text.charCodeAt(to))) to++;
    return to;
  }
}

export function noRoom(maxTokens: number): RangeError {
  return new RangeError(`A chunk of ${maxTokens} tokens has no room for a single character.`);
}
