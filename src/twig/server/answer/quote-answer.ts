import { estimateTokens } from './estimate-tokens.ts';
import type { FoundPassage } from './passage.ts';
import { type Evidence, isEnough, strengthOf } from './weigh-evidence.ts';

/** What is said when the documents do not answer; exactly this, so that a program can tell. */
export const noInformation = 'I have no information about that in the data sources of this agent.';

/** A response made of what the documents say. */
export interface Quotation {
  /** In order; joined they are the response. */
  readonly pieces: readonly string[];
  /** Those that are quoted, `[1]` first. */
  readonly passages: readonly FoundPassage[];
}

const maxQuotes = 3;
/** Of the best evidence: what another passage must have to be quoted beside it. */
const nearlyAsGood = 0.9;
/** Search rank decides between passages that hold the question's words equally well. */
const rankShare = 0.4;

/**
 * Quotes the best excerpts, each followed by its number in brackets, or says that there is no
 * information. Pure.
 *
 * @param maxTokens Whole sentences go first to keep to it; the first one is cut if it must be.
 */
export function quoteAnswer(all: readonly Evidence[], maxTokens: number): Quotation {
  const enough = all.filter(isEnough).sort((a, b) => worthOf(b) - worthOf(a));
  const [best] = enough;
  if (!best) return { pieces: [noInformation], passages: [] };
  const quoted = new Set<string>();
  const pieces: string[] = [];
  const passages: FoundPassage[] = [];
  let left = maxTokens;
  for (const evidence of enough) {
    const { excerpt, passage } = evidence;
    if (passages.length === maxQuotes) break;
    if (strengthOf(evidence) < nearlyAsGood * strengthOf(best)) continue;
    const fresh = excerpt.filter((sentence) => !quoted.has(sentence));
    if (fresh.length < excerpt.length) continue;
    const mark = ` [${passages.length + 1}]`;
    const room = left - estimateTokens(mark) - 1;
    const kept = fitting(fresh, room, passages.length === 0);
    if (kept.length === 0) break;
    kept.forEach((sentence, index) => {
      const before = index > 0 ? ' ' : passages.length > 0 ? '\n\n' : '';
      pieces.push(`${before}${sentence}${index === kept.length - 1 ? mark : ''}`);
      quoted.add(sentence);
      left -= estimateTokens(sentence) + 1;
    });
    left -= estimateTokens(mark);
    passages.push(passage);
  }
  return { pieces, passages };
}

function worthOf(evidence: Evidence): number {
  return strengthOf(evidence) + rankShare * evidence.passage.score;
}

function fitting(
  sentences: readonly string[],
  maxTokens: number,
  mustHave: boolean,
): readonly string[] {
  const kept: string[] = [];
  let left = maxTokens;
  for (const sentence of sentences) {
    const tokens = estimateTokens(sentence) + 1;
    if (tokens > left) break;
    kept.push(sentence);
    left -= tokens;
  }
  const [first] = sentences;
  if (kept.length > 0 || !mustHave || first === undefined) return kept;
  return [`${first.slice(0, Math.max(1, 4 * maxTokens - 4)).toWellFormed()}…`];
}
