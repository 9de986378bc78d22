/** Words of the GitHub Action's settings. They stand alone: the Action reads them without a schema. */
export const actionModes = ['auto', 'sync', 'check'] as const;
export const failOnWords = ['never', 'regression', 'floor'] as const;
