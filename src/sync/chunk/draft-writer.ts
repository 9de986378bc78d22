import { type Draft, isProse, type Unit } from './draft.ts';
import { overlapStart } from './overlap.ts';
import type { PackOptions } from './pack-blocks.ts';
import type { TokenRuler } from './token-ruler.ts';

/** The draft that is being filled. */
export interface OpenDraft extends Draft {
  /** Where the prose at its end begins; undefined when it ends in a heading, code or a table. */
  readonly proseStart: number | undefined;
  /** It holds nothing new yet, only what it repeats of the draft before. */
  readonly repeatsOnly: boolean;
  readonly headingsOnly: boolean;
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

type Open = OpenDraft | undefined;
const none: Open = undefined;

export function createDraftWriter(
  text: string,
  ruler: TokenRuler,
  options: PackOptions,
): DraftWriter {
  const { maxTokens, targetTokens, overlapTokens } = options;
  const drafts: Draft[] = [];
  // Not behind a getter: in an object that is made for each document, the engine remembers each one's.
  const writer = {
    open: none,
    drafts,
    extend(unit: Unit) {
      const next = writer.open === undefined ? begun(unit) : extended(writer.open, unit);
      if (next) writer.open = next;
      return next !== undefined;
    },
    cut() {
      const last = writer.open;
      close();
      writer.open = last && repeated(last);
    },
    end: close,
  };
  return writer;

  function begun({ kind, start, end, header }: Unit): OpenDraft | undefined {
    const limit = isProse(kind) ? targetTokens : maxTokens;
    const alone = ruler.tokens(start, end);
    if (alone > limit) return undefined;
    const both = header ? ruler.tokensBelow(header, start, end) : alone;
    return {
      start,
      end,
      header: both <= maxTokens ? header : undefined,
      tokens: both <= maxTokens ? both : alone,
      proseStart: isProse(kind) ? start : undefined,
      repeatsOnly: false,
      headingsOnly: kind === 'heading',
    };
  }

  function extended(last: OpenDraft, { kind, end, start }: Unit): OpenDraft | undefined {
    // A heading or an overlap is no reason to cut what is better kept whole.
    const isLead = last.headingsOnly || last.repeatsOnly;
    const limit = isLead && !isProse(kind) ? maxTokens : targetTokens;
    const tokens = last.header
      ? ruler.tokensBelow(last.header, last.start, end)
      : ruler.tokens(last.start, end);
    if (tokens > limit) return undefined;
    return {
      ...last,
      end,
      tokens,
      proseStart: isProse(kind) ? (last.proseStart ?? start) : undefined,
      repeatsOnly: false,
      headingsOnly: last.headingsOnly && kind === 'heading',
    };
  }

  function repeated(last: OpenDraft): OpenDraft | undefined {
    if (last.repeatsOnly || last.proseStart === undefined || overlapTokens === 0) return undefined;
    const prose = { start: last.proseStart, end: last.end, maxTokens: overlapTokens };
    const start = overlapStart(text, prose, ruler);
    if (start === undefined) return undefined;
    return {
      start,
      end: last.end,
      tokens: ruler.tokens(start, last.end),
      header: undefined,
      proseStart: start,
      repeatsOnly: true,
      headingsOnly: false,
    };
  }

  function close(): void {
    if (writer.open && !writer.open.repeatsOnly) {
      const { start, end, header, tokens } = writer.open;
      drafts.push({ start, end, header, tokens });
    }
    writer.open = none;
  }
}
