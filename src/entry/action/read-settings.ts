import { resolve } from 'node:path';
import { defaultChunkOptions } from '#core/chunk.ts';
import { FixInputError } from '#core/errors.ts';
import type { ActionConfig } from '#runtime/config/action-config.ts';
import { actionModes, failOnWords } from '#runtime/config/action-words.ts';
import type { SourceDescription } from '../sync-source.ts';
import { type ActionInputName, actionInputs } from './action-inputs.ts';
import { readPaths } from './read-paths.ts';
import { readFlag, readMinutes, readUrl, readWord } from './read-values.ts';
import type { ActionSettings } from './settings.ts';

/** Reads one input as the runner passes it. */
export type GetInput = (name: ActionInputName) => string;

/** What `twigkit.yaml` says of a run, as far as the inputs leave it open. */
export interface FileSettings {
  /** Absolute. */
  readonly folder: string;
  readonly sources: readonly SourceDescription[];
  /** Absolute paths. */
  readonly suites: readonly string[];
  readonly chunking: ActionSettings['chunking'];
  readonly apiKey: string | undefined;
  readonly baseUrl: string | undefined;
  readonly action: ActionConfig | undefined;
}

export interface Surroundings {
  /** Where the repository is checked out. */
  readonly workspace: string;
  /** `owner/name`: owns the documents inside the data source. */
  readonly namespace: string;
  /** Undefined when no file is named. */
  readonly file: FileSettings | undefined;
}

/** @throws FixInputError that names the input which is wrong, and what to write. */
export function readSettings(getInput: GetInput, surroundings: Surroundings): ActionSettings {
  const { workspace, file } = surroundings;
  const given = (name: ActionInputName) => getInput(name).trim();
  const value = (name: ActionInputName, configured?: string | number | boolean) =>
    given(name) || String(configured ?? actionInputs[name].default);
  const { action } = file ?? {};
  const saysSource = given('data-source') !== '' || given('paths') !== '';
  const isFromFile = file !== undefined && !saysSource;
  const sources = isFromFile ? file.sources : [sourceOf(given, surroundings)];
  if (sources.length === 0) {
    throw new FixInputError('The file of the input "config" has no sources.', {
      code: 'sources_missing',
      hint: 'Write them under "sources:", or give the inputs data-source and paths.',
    });
  }
  const inWorkspace = (path: string) => resolve(workspace, path.replaceAll('\\', '/'));
  const suites = linesOf(given('suite')).map(inWorkspace);
  const reportDir = value('report-dir', action?.reportDir);
  return {
    mode: readWord('mode', value('mode', action?.mode), actionModes),
    apiKey: value('api-key', file?.apiKey),
    baseUrl: readUrl('base-url', value('base-url', file?.baseUrl)),
    sources,
    sourcesFrom: isFromFile ? 'file' : 'inputs',
    hasDataSource: sources.every(({ name }) => name !== ''),
    chunking: file?.chunking ?? defaultChunkOptions,
    suites: suites.length > 0 ? suites : (file?.suites ?? []),
    failOn: readWord('fail-on', value('fail-on', action?.failOn), failOnWords),
    comment: readFlag('comment', value('comment', action?.comment)),
    reportDir: reportDir === '' ? undefined : inWorkspace(reportDir),
    allowMassDelete: readFlag(
      'allow-mass-delete',
      value('allow-mass-delete', action?.allowMassDelete),
    ),
    timeBudgetMs: readMinutes('time-budget', value('time-budget', action?.timeBudgetMinutes)),
    githubToken: value('github-token'),
  };
}

/** @throws FixInputError when what a sync cannot do without is missing. */
export function requireForSync({ apiKey, hasDataSource }: ActionSettings): void {
  if (apiKey === '') {
    throw missing(
      'api-key',
      `Write: api-key: \${{ secrets.TWIG_API_KEY }}. Pull requests from forks get no secrets.`,
    );
  }
  if (!hasDataSource) {
    throw missing(
      'data-source',
      'Write it under "with:" in the workflow, for example data-source: Product documentation; or name a twigkit.yaml with "config".',
    );
  }
}

function missing(name: ActionInputName, hint: string): FixInputError {
  return new FixInputError(`The input "${name}" is missing or empty.`, {
    code: 'input_missing',
    hint,
  });
}

function sourceOf(
  given: (name: ActionInputName) => string,
  { workspace, namespace }: Surroundings,
): SourceDescription {
  const lines = linesOf(given('paths') || actionInputs.paths.default);
  const publishedUrl = given('published-url');
  return {
    name: given('data-source'),
    type: 'file',
    config: {
      ...readPaths(lines, workspace),
      ...(publishedUrl !== '' && { published_url: readUrl('published-url', publishedUrl) }),
    },
    folder: workspace,
    syncFrequency: 'manual',
    delivery: 'push',
    namespace,
    anchors: 'github',
    restricted: 'skip',
  };
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
