import { cutText } from '#util/cut-text.ts';
import { nearestWord } from '#util/nearest-word.ts';

interface Section {
  readonly noun: string;
  readonly keys: readonly string[];
}

const sourcePlace = 'sources.[]';

/** The mappings of the file, by where they lie; `[]` is any item of a list. */
export const sections: Readonly<Record<string, Section>> = {
  '': {
    noun: 'twigkit.yaml',
    keys: [
      'api',
      'sources',
      'chunking',
      'models',
      'webhooks',
      'suites',
      'evals',
      'notify',
      'publish',
      'action',
    ],
  },
  api: { noun: 'api', keys: ['base_url', 'api_key'] },
  [sourcePlace]: {
    noun: 'a source',
    keys: [
      'name',
      'type',
      'config',
      'sync_frequency',
      'freshness',
      'delivery',
      'namespace',
      'anchors',
      'restricted',
      'public',
    ],
  },
  chunking: { noun: 'chunking', keys: ['max_tokens', 'overlap_tokens', 'encoding'] },
  models: { noun: 'models', keys: ['chat', 'embeddings', 'rerank'] },
  'models.chat': {
    noun: 'a chat model',
    keys: ['base_url', 'model', 'api_key', 'input_usd_per_million', 'output_usd_per_million'],
  },
  'models.embeddings': {
    noun: 'an embedding model',
    keys: ['base_url', 'model', 'api_key', 'dimensions', 'cut_dimensions'],
  },
  'models.rerank': { noun: 'a reranking model', keys: ['base_url', 'model', 'api_key'] },
  webhooks: { noun: 'webhooks', keys: ['secrets', 'scheme', 'signature'] },
  'webhooks.signature': {
    noun: 'a webhook signature',
    keys: [
      'header',
      'separator',
      'label',
      'encoding',
      'signed',
      'timestamp',
      'id_header',
      'secret',
    ],
  },
  'webhooks.signature.timestamp': {
    noun: 'a signed timestamp',
    keys: ['header', 'label', 'unit', 'tolerance_seconds'],
  },
  'webhooks.secrets.[]': {
    noun: 'a webhook secret',
    keys: ['id', 'value', 'not_before', 'not_after'],
  },
  evals: { noun: 'evals', keys: ['quiet', 'max_wait', 'concurrency', 'runs_per_day'] },
  notify: { noun: 'notify', keys: ['webhooks', 'slack'] },
  'notify.webhooks.[]': { noun: 'a webhook to notify', keys: ['url', 'secret'] },
  'notify.slack': { noun: 'a Slack channel', keys: ['token', 'channel', 'api_url'] },
  publish: { noun: 'publish', keys: ['url'] },
  'suites.[]': { noun: 'a suite', keys: ['path', 'agent', 'on', 'baseline'] },
  action: {
    noun: 'the Action',
    keys: ['mode', 'fail_on', 'comment', 'time_budget', 'allow_mass_delete', 'report_dir'],
  },
};

/** The key of the mapping at `place` that a misspelt one most likely means. */
export function meantKey(key: string, place: string): string | undefined {
  if (homeOf(key, place)) return undefined;
  return nearestWord(key, sections[place]?.keys ?? []);
}

/** What to say about a key that the mapping at `place` does not have. */
export function unknownKeyMessage(key: string, place: string): string {
  const { noun } = sections[place] ?? { noun: 'this mapping' };
  return `found ${JSON.stringify(cutText(key, 60))}, which is no key of ${noun}. ${cure(key, place)}`;
}

function cure(key: string, place: string): string {
  const home = homeOf(key, place);
  if (home) return `It belongs to ${home.noun}.`;
  const meant = meantKey(key, place);
  if (meant !== undefined) return `Did you mean ${JSON.stringify(meant)}?`;
  const keys = (sections[place]?.keys ?? []).join(', ');
  return place === sourcePlace
    ? `Its keys are ${keys}; options of its connector go under "config".`
    : `Its keys are ${keys}.`;
}

/** The other mapping that has the key. Not asked for a source, where a stray key is its connector's. */
function homeOf(key: string, place: string): Section | undefined {
  if (place === sourcePlace) return undefined;
  return Object.values(sections).find((section) => section.keys.includes(key));
}
