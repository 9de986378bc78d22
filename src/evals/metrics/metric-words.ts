import type { MetricName } from './metric-names.ts';

export interface MetricWords {
  /** `recall@10`. */
  readonly title: string;
  /** What it means, for people who do not measure for a living. */
  readonly meaning: string;
}

/** A measure in words. */
export function metricWords(name: MetricName, topK: number): MetricWords {
  return { title: titles[name].replace('@k', `@${topK}`), meaning: meanings(topK)[name] };
}

const titles: Readonly<Record<MetricName, string>> = {
  hit: 'hit@k',
  recall: 'recall@k',
  precision: 'precision@k',
  mrr: 'MRR',
  ndcg: 'nDCG@k',
  ndcg_exp: 'nDCG@k (exponential)',
  map: 'MAP@k',
  r_precision: 'R-precision',
  bpref: 'bpref',
  judged: 'judged@k',
  answered: 'answered',
};

const meanings = (topK: number): Readonly<Record<MetricName, string>> => ({
  hit: 'questions that found any of their targets',
  recall: `targets among the first ${topK} results`,
  precision: `share of the first ${topK} places that hold a target`,
  mrr: 'how far up the first target stands: 1 is first, 0.5 second',
  ndcg: 'how close the order is to the best one, all targets and grades counted',
  ndcg_exp: 'the same with the best targets weighing most',
  map: 'precision at each target, all targets counted',
  r_precision: 'share of targets among as many results as there are targets',
  bpref: 'how seldom a wrong place stands before a target',
  judged: 'share of the results that somebody has judged',
  answered: 'questions whose answer passed all its checks',
});
