/** What a run is measured by; `answered` is the share of questions whose answer passed all its checks. */
export const metricNames = [
  'hit',
  'recall',
  'precision',
  'mrr',
  'ndcg',
  'ndcg_exp',
  'map',
  'r_precision',
  'bpref',
  'judged',
  'answered',
] as const;

export type MetricName = (typeof metricNames)[number];
