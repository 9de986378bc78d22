import type { Tools } from './tools.ts';

const maxQueries = 3;
const maxQueryLength = 500;

const instruction = `Write up to ${maxQueries} search queries, one per line, that would find documents
answering the question: other words for the same thing, or one part of the question each. No
numbering, no explanations.`;

/**
 * Other ways to put a question. With a chat model, its suggestions; without one, the parts of a
 * question that asks for several things.
 */
export async function expandQuestion(
  question: string,
  think: Tools['think'],
): Promise<readonly string[]> {
  if (!think) return partsOf(question);
  const lines = (await think(instruction, `Question: ${question}`)).split('\n');
  const queries = lines.map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s*/, '').trim());
  return [...new Set(queries)]
    .filter((query) => query !== '' && query !== question)
    .map((query) => query.slice(0, maxQueryLength))
    .slice(0, maxQueries);
}

/** A part with less than this says too little by itself. */
const minWords = 3;

function partsOf(question: string): readonly string[] {
  const parts = question
    .split(/[?;.]\s|,?\s+(?:and|or|und|oder|et|ou|y|o)\s+/i)
    .map((part) => part.trim())
    .filter((part) => part.split(/\s+/).length >= minWords);
  return parts.length > 1 ? parts.slice(0, maxQueries) : [];
}
