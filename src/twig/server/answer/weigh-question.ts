import type { Sql } from '#core/sql.ts';
import { type ChosenTerms, weighTerms } from '#twig/search/choose-terms.ts';
import { questionTerms } from '#twig/search/question-terms.ts';
import { chunkTotal } from '../store/chunk-total.ts';

/** A question's terms and what each is worth: the rarer in the documents, the more. */
export interface WeighedQuestion extends Pick<ChosenTerms, 'terms' | 'compounds'> {
  /** Position of the question's own term that weighs most: most likely what it is about. */
  readonly subject: number;
  /** Positions of neighbouring terms that both say what the question is about. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** Words that shape a question rather than name what it is about. */
const askingWords = new Set(
  `best better between bad called cause causes differ difference different easiest example examples
  explain find get give go good happen happens help idea know long look make makes many mean means
  much need needs possible purpose recommended right show thing think time turn understand use
  used using want way well work works write written wrong`.split(/\s+/),
);
/** What such a word is worth, of what another of its rarity is. */
const askingShare = 0.3;
/** The same of a word that an earlier question lends. */
const inheritedShare = 0.5;

/** Weighs a question, and the words that it inherits, against the whole index. */
export function weighQuestion(
  reader: Sql,
  question: string,
  inherited: readonly string[] = [],
): WeighedQuestion {
  const text = [question, ...inherited].join(' ');
  const chosen = weighTerms(reader, questionTerms(text), chunkTotal(reader));
  const lent = new Set(inherited);
  const terms = chosen.terms.map((term) => {
    const word = term.text.toLowerCase();
    const isLent = lent.has(word);
    const isAsking = askingWords.has(word);
    const share = (isAsking ? askingShare : 1) * (isLent ? inheritedShare : 1);
    return { ...term, isLent, isAsking, weight: term.weight * share };
  });
  const own = terms.map(({ isLent, weight }) => (isLent ? 0 : weight));
  const telling = [...terms.keys()].filter((index) => !terms[index]?.isAsking);
  return {
    terms,
    compounds: chosen.compounds,
    subject: own.indexOf(Math.max(...own)),
    pairs: telling.slice(1).map((index, before) => [telling[before] ?? index, index] as const),
  };
}
