/**
 * The one table of the Action's inputs and outputs. `action.yml` and the README's table are made
 * from it: `node scripts/action-metadata.ts`.
 */
export interface ActionInput {
  readonly description: string;
  readonly required: boolean;
  readonly default: string;
}

export const actionInputs = {
  'api-key': {
    description: 'Key with the scopes read and write. Pass a secret.',
    required: true,
    default: '',
  },
  'base-url': {
    description: 'Where the API is.',
    required: false,
    default: 'https://api.twig.so',
  },
  'data-source': {
    description: 'Name or id of the data source. A name is created when it is missing.',
    required: true,
    default: '',
  },
  paths: {
    description:
      'What to sync: folders, files or globs, one per line. A line that starts with ! leaves out.',
    required: false,
    default: 'docs',
  },
  'published-url': {
    description: 'Where the documentation is published. Citations then lead there.',
    required: false,
    default: '',
  },
  'allow-mass-delete': {
    description: 'true lets this run remove more than max(25, 25 %) of the documents.',
    required: false,
    default: 'false',
  },
  'time-budget': {
    description:
      'Minutes after which reading stops and what was read is delivered. Empty: no limit.',
    required: false,
    default: '',
  },
} as const satisfies Record<string, ActionInput>;

export type ActionInputName = keyof typeof actionInputs;

export const actionOutputs = {
  added: 'Documents that are new in the data source.',
  updated: 'Documents whose content was replaced.',
  deleted: 'Documents that were removed.',
  unchanged: 'Documents that needed nothing.',
  skipped: 'Documents left out on purpose: drafts, empty files.',
  failed: 'Documents that could not be read. They keep their old content.',
  held: 'Removals that were not carried out.',
  complete: 'true when every document was read and nothing was held back by the delete guard.',
  seq: 'Sequence number of this sync.',
} as const;
