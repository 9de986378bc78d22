import { expandQuestion } from '../expand-question.ts';
import { fuseRankings } from '../fuse-rankings.ts';
import type { FoundPassage } from '../passage.ts';
import { searchText, standaloneQuestion } from '../standalone-question.ts';
import type { Strategy, Tools } from '../tools.ts';
import { passageCount } from './redwood.ts';

const passagesPerTier = 50;

/**
 * The standalone question and other ways to put it, to every tier of data sources; what they find is
 * put in one order, and that order is checked by the reranking model when there is one.
 */
export const cypress: Strategy = async (asked, tools) => {
  const turns = tools.turns();
  const standalone = await standaloneQuestion(asked, turns, tools.think);
  const question = searchText(standalone);
  const queries = [question, ...(await expandQuestion(question, tools.think))];
  const found: FoundPassage[] = [];
  for (const tier of tools.tiers) {
    const rankings = [];
    for (const query of queries) rankings.push(await tools.find(query, passagesPerTier, tier));
    found.push(...fuseRankings(rankings).slice(0, passagesPerTier));
  }
  const passages = await reranked(question, found, tools);
  return { ...standalone, passages: passages.slice(0, passageCount), turns };
};

async function reranked(
  question: string,
  passages: readonly FoundPassage[],
  { rerank, tiers, signal }: Tools,
): Promise<readonly FoundPassage[]> {
  if (!rerank) {
    // Within a tier the fused order stays; of two tiers, the score says how they go together.
    return tiers.length > 1 ? passages.toSorted((a, b) => b.score - a.score) : passages;
  }
  const texts = passages.map(({ title, headings, text }) => [title, ...headings, text].join('\n'));
  const relevances = await rerank.relevances(question, texts, signal);
  return passages
    .map((passage, index) => ({ passage, relevance: relevances[index] ?? 0 }))
    .sort((a, b) => b.relevance - a.relevance)
    .map(({ passage }) => passage);
}
