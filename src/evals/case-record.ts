import type { Json } from '#core/json.ts';
import { hashQuestion } from './baseline.ts';
import type { CaseResult } from './case-result.ts';
import type { Question } from './suite.ts';

/** Raised when what is kept changes its shape: older records are then asked again. */
const version = 1;

/** A result as it is kept: without its question, which the suite has, and with null for undefined. */
export function recordCase({ question, ...result }: CaseResult): Json {
  const { ranks, ...ranking } = result.ranking;
  const record = {
    version,
    hash: hashQuestion(question),
    ...result,
    targets: result.targets.map(({ rank, documentRank }) => [rank ?? null, documentRank ?? null]),
    ranking: { ...ranking, ranks: ranks.map((rank) => rank ?? null) },
  };
  // Nothing but plain values is in it; stringify leaves out what is undefined.
  return JSON.parse(JSON.stringify(record)) as Json;
}

type Kept = Omit<CaseResult, 'question' | 'targets' | 'ranking'> & {
  readonly version: number;
  readonly hash: string;
  readonly targets: readonly (readonly [number | null, number | null])[];
  readonly ranking: Omit<CaseResult['ranking'], 'ranks'> & {
    readonly ranks: readonly (number | null)[];
  };
};

/** The result again; undefined for what was kept of another question or by another version. */
export function restoreCase(question: Question, record: Json): CaseResult | undefined {
  // Only `recordCase` makes records; the version says of which shape.
  const kept = record as unknown as Partial<Kept> | null;
  if (kept?.version !== version || kept.hash !== hashQuestion(question)) return undefined;
  const { hash: _hash, version: _version, targets, ranking, ...rest } = kept as Kept;
  return {
    ...rest,
    firstRank: rest.firstRank ?? undefined,
    answer: rest.answer ?? undefined,
    error: rest.error ?? undefined,
    question,
    targets: question.targets.map((target, index) => ({
      target,
      rank: targets[index]?.[0] ?? undefined,
      documentRank: targets[index]?.[1] ?? undefined,
    })),
    ranking: { ...ranking, ranks: ranking.ranks.map((rank) => rank ?? undefined) },
  };
}
