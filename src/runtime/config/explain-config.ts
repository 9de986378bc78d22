import { cutText } from '#util/cut-text.ts';
import { formatDuration } from '#util/format-duration.ts';
import { acceptedSecrets } from './accepted-secrets.ts';
import type { ActionConfig } from './action-config.ts';
import type { SourceConfig, SuiteConfig, WebhookSecret } from './config.ts';
import type { EvalPace } from './eval-pace.ts';
import { maskAddress, maskSecret } from './mask-secret.ts';
import { modelLines } from './models-config.ts';
import type { NotifyConfig } from './notify-config.ts';
import type { Configuration } from './read-configuration.ts';
import type { Setting } from './resolve-settings.ts';
import { formatSyncFrequency } from './sync-frequency.ts';

/** What is in force and who said it, as text for a terminal. Secrets are masked. */
export function explainConfig({ file, config, settings, models }: Configuration): string {
  const rows = [
    row('base URL', settings.baseUrl, maskAddress, 'embedded server'),
    row('API key', settings.apiKey, maskSecret, 'none; the embedded server makes one'),
    row('webhook secret', settings.webhookSecret, maskSecret, 'none'),
    row('data folder', settings.dataDir, String, ''),
    row('database', settings.databaseUrl, maskAddress, 'SQLite in the data folder'),
  ];
  const { chunking, webhooks } = config;
  return [
    section('settings', table(rows)),
    section('configuration file', [file ? `${file.fileName} in ${file.folder}` : 'none']),
    section('sources', config.sources.flatMap(sourceLines)),
    section('chunking', [
      `${chunking.maxTokens} tokens at most, ${chunking.overlapTokens} overlap, ${chunking.encoding}`,
    ]),
    section('models', modelLines(models)),
    section('webhooks', [
      `scheme ${webhooks.signature?.name ?? webhooks.scheme}`,
      ...acceptedSecrets(settings, config).map(secretLine),
    ]),
    section('suites', config.suites.map(suiteLine)),
    section('evals', [evalPaceLine(config.evals)]),
    section('notify', notifyLines(config.notify)),
    section('GitHub Action', actionLines(config.action)),
  ].join('\n');
}

type Row = readonly [string, string, string];

function row(
  label: string,
  { value, origin }: Setting<string | undefined>,
  show: (value: string) => string,
  absent: string,
): Row {
  return [label, value === undefined ? absent : show(value), `from ${origin.name}`];
}

function section(title: string, lines: readonly string[]): string {
  const body = lines.length > 0 ? lines : ['none'];
  return `${title}\n${body.map((line) => `  ${line}\n`).join('')}`;
}

function table(rows: readonly Row[]): readonly string[] {
  const [first, second] = [0, 1].map((column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map(
    ([label, value, origin]) =>
      `${label.padEnd(first ?? 0)}  ${value.padEnd(second ?? 0)}  ${origin}`,
  );
}

function sourceLines(source: SourceConfig): readonly string[] {
  const marks = [
    source.type,
    formatSyncFrequency(source.syncFrequency),
    ...(source.freshnessMs === undefined
      ? []
      : [`at most ${formatDuration(source.freshnessMs)} old`]),
    `delivery ${source.delivery}`,
    `namespace ${source.namespace}`,
    `anchors ${source.anchors}`,
    `restricted ${source.restricted}`,
    ...(source.public === undefined ? [] : [`public ${source.public}`]),
  ];
  const options = Object.entries(source.config).map(
    ([key, value]) => `  ${key}: ${cutText(JSON.stringify(masked(key, value)) ?? '', 100)}`,
  );
  return [`${source.name}: ${marks.join(', ')}`, ...options];
}

const secretKey =
  /token|secret|passw|credential|auth|cookie|header|signature|private|key|jwt|pat$/i;

/** Options belong to connectors, so a secret is known by its key or by how random its text looks. */
function masked(key: string, value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value !== 'object') {
    if (secretKey.test(key)) return maskSecret(String(value));
    if (typeof value !== 'string') return value;
    return looksRandom(value) ? maskSecret(value) : maskAddress(value);
  }
  if (Array.isArray(value)) return value.map((item) => masked(key, item));
  const inherited = secretKey.test(key) ? `${key}.` : '';
  return Object.fromEntries(
    Object.entries(value).map(([inner, item]) => [inner, masked(inherited + inner, item)]),
  );
}

function looksRandom(text: string): boolean {
  return /^[\w+=-]{20,}$/.test(text) && /\d/.test(text) && /[a-z]/i.test(text);
}

function secretLine({ id, value, notBefore, notAfter }: WebhookSecret): string {
  const window = [
    notBefore === undefined ? '' : `, from ${new Date(notBefore).toISOString()}`,
    notAfter === undefined ? '' : `, until ${new Date(notAfter).toISOString()}`,
  ];
  return `secret ${id}: ${maskSecret(value)}${window.join('')}`;
}

function suiteLine({ path, agent, on, baseline }: SuiteConfig): string {
  const marks = [
    `on ${on.join(', ')}`,
    ...(agent === undefined ? [] : [`agent ${agent}`]),
    ...(baseline === undefined ? [] : [`baseline ${baseline}`]),
  ];
  return `${path}: ${marks.join(', ')}`;
}

function evalPaceLine({ quietMs, longestWaitMs, concurrency, runsPerDay }: EvalPace): string {
  const pace = `${formatDuration(quietMs)} after the last event, ${formatDuration(longestWaitMs)} after the first at the latest`;
  return `${pace}; ${concurrency} at a time, ${runsPerDay} a day`;
}

/** Only what is said: the inputs of a workflow go before it, and the rest are the Action's defaults. */
function actionLines(action: ActionConfig | undefined): readonly string[] {
  const said = [
    ['mode', action?.mode],
    ['fail_on', action?.failOn],
    ['comment', action?.comment],
    ['time_budget', action?.timeBudgetMinutes],
    ['allow_mass_delete', action?.allowMassDelete],
    ['report_dir', action?.reportDir],
  ] as const;
  const lines = said.filter(([, value]) => value !== undefined);
  return lines.length === 0
    ? ['nothing said: its defaults']
    : lines.map(([key, value]) => `${key}: ${value}`);
}

function notifyLines({ webhooks, slack }: NotifyConfig): readonly string[] {
  return [
    ...webhooks.map(({ url, secret }) => `${maskAddress(url)}, secret ${maskSecret(secret)}`),
    ...(slack ? [`Slack channel ${slack.channel}, token ${maskSecret(slack.token)}`] : []),
  ];
}
