import { describe, expect, it } from 'vitest';
import { judgeCase } from '#evals/case-result.ts';
import { scoreCase } from '#evals/case-scores.ts';
import type { JudgedRanking } from '#evals/metrics/judged-ranking.ts';
import { firstRank } from '#evals/metrics/judged-ranking.ts';
import { mean } from '#evals/metrics/mean.ts';
import * as measures from '#evals/metrics/measures.ts';
import type { MetricName } from '#evals/metrics/metric-names.ts';
import { percentile } from '#evals/metrics/percentile.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import { passageOf } from '../../support/answering-retriever.ts';
import golden from './fixtures/trec-eval.json' with { type: 'json' };

// The numbers of the fixture were printed by trec_eval 10.0-rc3 (-q -c), for judgements and runs made up
// for it: ties, missing and unjudged documents, several grades, topics without results or targets.
// Exponential gain is trec_eval's nDCG over grades that were raised before.
const qrels: Readonly<Record<string, Readonly<Record<string, number>>>> = golden.qrels;
const runs: Readonly<Record<string, readonly (readonly (string | number)[])[]>> = golden.runs;
const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = golden.values;

const cutoffs = [1, 5, 10, 100];
const names: readonly (readonly [MetricName, (k: number) => string])[] = [
  ['hit', (k) => `success_${k}`],
  ['recall', (k) => `recall_${k}`],
  ['precision', (k) => `P_${k}`],
  ['map', (k) => `map_cut_${k}`],
  ['ndcg', (k) => `ndcg_cut_${k}`],
  ['ndcg_exp', (k) => `exp_ndcg_cut_${k}`],
];
const wholeList: readonly (readonly [MetricName, string])[] = [
  ['mrr', 'recip_rank'],
  ['map', 'map'],
  ['ndcg', 'ndcg'],
  ['r_precision', 'Rprec'],
  ['bpref', 'bpref'],
];

/** trec_eval ranks by score and breaks ties by document, the greater name first. */
function ranked(topic: string): readonly string[] {
  return (runs[topic] ?? [])
    .map(([document, score]) => ({ document: String(document), score: Number(score) }))
    .sort((a, b) => b.score - a.score || (a.document < b.document ? 1 : -1))
    .map(({ document }) => document);
}

const suite = parseSuite(
  Object.entries(qrels)
    .flatMap(([topic, judged]) =>
      Object.entries(judged).map(([document, grade]) => `${topic} 0 ${document} ${grade}`),
    )
    .join('\n'),
  'qrels.txt',
  { fileName: 'topics.tsv', text: Object.keys(qrels).join('\tWhat?\n').concat('\tWhat?\n') },
);

function scoresAt(name: MetricName, k: number): Readonly<Record<string, number>> {
  const scores = suite.questions.map((question) => {
    const passages = ranked(question.id).map((document) => passageOf(document));
    const judging = { topK: k, unit: suite.unit, latencyMs: 0, answer: undefined };
    const result = judgeCase(question, passages, judging);
    return [question.id, scoreCase(name, question, result, k) ?? Number.NaN] as const;
  });
  const all = mean(scores.map(([, score]) => score)) ?? Number.NaN;
  return Object.fromEntries([...scores, ['all', all]]);
}

describe('the measures agree with trec_eval to 1e-6', () => {
  it('over all topics that it was run on', () => {
    expect(suite.questions).toHaveLength(14);
    expect(expected.all?.num_q).toBe(14);
  });

  it.each(cutoffs.flatMap((k) => names.map(([name, of]) => ({ name, k, key: of(k) }))))('$key', ({
    name,
    k,
    key,
  }) => {
    const scores = scoresAt(name, k);

    for (const topic of Object.keys(scores)) {
      expect(scores[topic], topic).toBeCloseTo(expected[topic]?.[key] ?? Number.NaN, 6);
    }
  });

  it.each(wholeList.map(([name, key]) => ({ name, key })))('$key', ({ name, key }) => {
    const scores = scoresAt(name, 100);

    for (const topic of Object.keys(scores)) {
      expect(scores[topic], topic).toBeCloseTo(expected[topic]?.[key] ?? Number.NaN, 6);
    }
  });

  it.each(cutoffs)('unj_%i, of the results there are', (k) => {
    const scores = scoresAt('judged', k);

    for (const { id } of suite.questions) {
      const looked = Math.min(k, ranked(id).length);
      const unjudged = looked * (1 - (scores[id] ?? Number.NaN));
      expect(unjudged / k, id).toBeCloseTo(expected[id]?.[`unj_${k}`] ?? Number.NaN, 6);
    }
  });
});

function ranking(more: Partial<JudgedRanking>): JudgedRanking {
  const ranks = more.ranks ?? [];
  return {
    grades: ranks.map(() => 1),
    ranks,
    relevantRanks: ranks.filter((rank) => rank !== undefined),
    rejectedRanks: [],
    rejectedCount: 0,
    resultCount: 10,
    ...more,
  };
}

describe('the measures of one ranking', () => {
  it.each([
    { ranks: [1], k: 10, first: 1, hit: 1, recall: 1, rr: 1 },
    { ranks: [4], k: 10, first: 4, hit: 1, recall: 1, rr: 0.25 },
    { ranks: [10], k: 10, first: 10, hit: 1, recall: 1, rr: 0.1 },
    { ranks: [11], k: 10, first: undefined, hit: 0, recall: 0, rr: 0 },
    { ranks: [undefined], k: 10, first: undefined, hit: 0, recall: 0, rr: 0 },
    { ranks: [undefined, 5, 2, 11], k: 10, first: 2, hit: 1, recall: 0.5, rr: 0.5 },
    { ranks: [Number.NaN, 2], k: 10, first: 2, hit: 1, recall: 0.5, rr: 0.5 },
    { ranks: [], k: 10, first: undefined, hit: 0, recall: 0, rr: 0 },
  ])('of $ranks within $k', ({ ranks, k, first, hit, recall, rr }) => {
    const one = ranking({ ranks });

    expect(firstRank(ranks, k)).toBe(first);
    expect(measures.hit(one, k)).toBe(hit);
    expect(measures.recall(one, k)).toBe(recall);
    expect(measures.reciprocalRank(one, k)).toBe(rr);
  });

  it('stay at most 1 where one passage holds two targets', () => {
    const both = ranking({ ranks: [1, 1], relevantRanks: [1] });

    expect(measures.ndcg(both, 10)).toBe(1);
    expect(measures.averagePrecision(both, 10)).toBe(1);
    expect(measures.precision(both, 1)).toBe(1);
  });

  it('see the order of grades in nDCG, more with exponential gain', () => {
    const best = ranking({ grades: [3, 1], ranks: [1, 2] });
    const swapped = ranking({ grades: [3, 1], ranks: [2, 1] });

    expect(measures.ndcg(best, 10)).toBe(1);
    expect(measures.ndcg(swapped, 10)).toBeLessThan(1);
    expect(measures.ndcgExponential(swapped, 10)).toBeLessThan(measures.ndcg(swapped, 10));
  });
});

describe('means and percentiles', () => {
  it('are not made of nothing', () => {
    expect(mean([])).toBeUndefined();
    expect(mean([1, 0])).toBe(0.5);
    expect(percentile([], 0.5)).toBeUndefined();
  });

  it('give a value that was measured', () => {
    const values = [10, 1, 3, 2, 4, 5, 9, 8, 7, 6];

    expect(percentile(values, 0.5)).toBe(5);
    expect(percentile(values, 0.95)).toBe(10);
    expect(percentile([7], 0.95)).toBe(7);
  });
});
