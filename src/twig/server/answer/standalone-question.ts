import { questionTerms } from '#twig/search/question-terms.ts';
import type { Turn } from '../store/interactions.ts';
import type { Tools } from './tools.ts';

const maxLength = 1_000;
/** Of one turn, as the rewriting model gets it. */
const maxTurnLength = 1_500;
/** Words that a follow-up inherits. */
const maxInherited = 8;

const instruction = `Rewrite the last question so that it can be understood without the conversation:
replace what refers back by what it refers to. Change nothing else. If it already stands on its own,
repeat it. Reply with the question only.`;

/** A question without its references to the conversation. */
export interface StandaloneQuestion {
  readonly question: string;
  /** Words of earlier questions that it leans on, the nearest first. */
  readonly inherited: readonly string[];
}

/**
 * Understands a question by the conversation. With a chat model, it is rewritten; without one, a
 * question that refers back, or that hardly says anything by itself, inherits the words of the
 * questions before it.
 */
export async function standaloneQuestion(
  question: string,
  turns: readonly Turn[],
  think: Tools['think'],
): Promise<StandaloneQuestion> {
  if (turns.length === 0) return { question, inherited: [] };
  if (!think) {
    return { question, inherited: inherit([...turns.map(({ query }) => query), question]) };
  }
  const told = turns.map(
    ({ query, response }) =>
      `User: ${query.slice(0, maxTurnLength)}\nAssistant: ${response.slice(0, maxTurnLength)}`,
  );
  const reply = await think(instruction, `${told.join('\n')}\n\nLast question: ${question}`);
  return { question: reply.trim().slice(0, maxLength) || question, inherited: [] };
}

/** What the last of these questions takes from those before, as far as each leans on the one before it. */
function inherit(questions: readonly string[]): readonly string[] {
  const inherited: string[] = [];
  const known = new Set(wordsOf(questions.at(-1) ?? ''));
  for (let index = questions.length - 1; index > 0; index -= 1) {
    if (!leansOnEarlier(questions[index] ?? '')) break;
    for (const word of wordsOf(questions[index - 1] ?? '')) {
      if (known.has(word) || inherited.length === maxInherited) continue;
      known.add(word);
      inherited.push(word);
    }
  }
  return inherited;
}

function leansOnEarlier(question: string): boolean {
  const plain = question.toLowerCase().replace(/\bis it (?=possible|ok|okay|safe|bad|good)/g, '');
  return (
    /\b(it|its|they|them|their|those|these|this|he|she|his|her)\b/.test(plain) ||
    /^\s*(and|but|or|what about|how about|why not)\b/.test(plain) ||
    wordsOf(question).length < 2
  );
}

function wordsOf(question: string): readonly string[] {
  return questionTerms(question).terms.map(({ text }) => text.toLowerCase());
}

/** What is looked for: the question and what it inherits. */
export function searchText({ question, inherited }: StandaloneQuestion): string {
  return [question, ...inherited].join(' ');
}
