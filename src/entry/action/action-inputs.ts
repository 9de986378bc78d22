/**
 * The one table of the Action's inputs and outputs. `action.yml` and the README's table are made
 * from it: `node scripts/action-metadata.ts`.
 *
 * A default stands here and not in `action.yml`, unless only the runner can fill it in: what a
 * workflow does not say, `twigkit.yaml` may.
 */
export interface ActionInput {
  readonly description: string;
  /** What counts when neither the workflow nor `twigkit.yaml` says anything. */
  readonly default: string;
  /** An expression that the runner puts in when the workflow says nothing. */
  readonly expression?: string;
  /** Its key in `twigkit.yaml`. */
  readonly key: string;
}

export const actionInputs = {
  mode: {
    description:
      'auto, sync or check. auto checks pull requests and merge queues and syncs the rest.',
    default: 'auto',
    key: 'action.mode',
  },
  'api-key': {
    description: 'Key with the scopes read and write. Pass a secret. A check works without.',
    default: '',
    key: 'api.api_key',
  },
  'base-url': {
    description: 'Where the API is.',
    default: 'https://api.twig.so',
    key: 'api.base_url',
  },
  'data-source': {
    description: 'Name or id of the data source. A name is created when it is missing.',
    default: '',
    key: 'sources',
  },
  paths: {
    description:
      'The documentation: folders, files or globs, one per line. A line that starts with ! leaves out.',
    default: 'docs',
    key: 'sources',
  },
  'published-url': {
    description: 'Where the folder that all paths share is published. Citations then lead there.',
    default: '',
    key: 'sources',
  },
  config: {
    description:
      'A twigkit.yaml with sources of any type, suites and settings. Inputs go before it.',
    default: '',
    key: '',
  },
  suite: {
    description: 'Suites of questions that a check asks, one file per line.',
    default: '',
    key: 'suites',
  },
  'fail-on': {
    description:
      'What fails a check: regression (an answer is lost), floor (only floors and critical questions), never.',
    default: 'regression',
    key: 'action.fail_on',
  },
  comment: {
    description: 'true keeps one comment in the pull request. Needs pull-requests: write.',
    default: 'false',
    key: 'action.comment',
  },
  'report-dir': {
    description: 'Folder for the HTML and JUnit files of a check. Empty: below RUNNER_TEMP.',
    default: '',
    key: 'action.report_dir',
  },
  'allow-mass-delete': {
    description: 'true lets this run remove more than max(25, 25 %) of the documents.',
    default: 'false',
    key: 'action.allow_mass_delete',
  },
  'time-budget': {
    description:
      'Minutes for all of a sync, waiting for the index included. What was read by then is delivered. Empty: no limit for reading, 10 minutes for the index.',
    default: '',
    key: 'action.time_budget',
  },
  'github-token': {
    description: 'Fetches the base of a pull request when it is missing, and writes the comment.',
    default: '',
    expression: `\${{ github.token }}`,
    key: '',
  },
} as const satisfies Record<string, ActionInput>;

export type ActionInputName = keyof typeof actionInputs;

export const actionOutputs = {
  plan: 'What was or would be done, as JSON: document_id, action, reason. The first 1,000.',
  added: 'Documents that are new in the data source.',
  updated: 'Documents whose content was replaced.',
  deleted: 'Documents that were removed.',
  unchanged: 'Documents that needed nothing.',
  skipped: 'Documents left out on purpose: drafts, empty files.',
  failed: 'Documents that could not be read. They keep their old content.',
  held: 'Removals that were not carried out.',
  complete: 'true when every document was read, none was held back, and the index is ready.',
  gate: 'Of a check: pass, pass-with-warning, inconclusive, fail, or none without a suite.',
  score: 'Of a check: the primary score now, 0 to 1.',
  delta: 'Of a check: its change against the base.',
  'p-value': 'Of a check: the chance of such a drop if nothing had changed.',
  'report-path': 'Of a check: the folder with the HTML and JUnit files.',
  seq: 'Of a sync: its sequence number.',
} as const;

export type ActionOutputName = keyof typeof actionOutputs;
