import type { FoundPassage } from './passage.ts';

/** Of reciprocal rank fusion: how little the first ranks count more than the next. */
const smoothing = 60;

/** One ranking from several, by reciprocal rank: what many queries find early comes first. */
export function fuseRankings(
  rankings: readonly (readonly FoundPassage[])[],
): readonly FoundPassage[] {
  const fused = new Map<number, { readonly passage: FoundPassage; worth: number }>();
  for (const ranking of rankings) {
    ranking.forEach((passage, rank) => {
      const known = fused.get(passage.key);
      const worth = 1 / (smoothing + rank + 1);
      if (known) known.worth += worth;
      else fused.set(passage.key, { passage, worth });
    });
  }
  return [...fused.values()]
    .sort((a, b) => b.worth - a.worth || b.passage.score - a.passage.score)
    .map(({ passage }) => passage);
}
