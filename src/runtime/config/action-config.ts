import * as z from 'zod';
import { actionModes, failOnWords } from './action-words.ts';
import { expected, mapping, oneOf, text } from './config-fields.ts';

/** What the GitHub Action does where its inputs do not say. Undefined: its default. */
export interface ActionConfig {
  readonly mode: (typeof actionModes)[number] | undefined;
  /** What makes a check fail: nothing, a lost answer, or floors and critical questions only. */
  readonly failOn: (typeof failOnWords)[number] | undefined;
  /** Whether a check writes one comment into the pull request. */
  readonly comment: boolean | undefined;
  readonly timeBudgetMinutes: number | undefined;
  readonly allowMassDelete: boolean | undefined;
  /** Where a check puts its report files, relative to the checkout. */
  readonly reportDir: string | undefined;
}

export function actionSchema() {
  return mapping('action: { fail_on: regression }', {
    mode: oneOf('mode', actionModes).nullish(),
    fail_on: oneOf('fail_on', failOnWords).nullish(),
    comment: flag('comment').nullish(),
    time_budget: z
      .number({ error: expected('minutes, above 0', 'time_budget: 20') })
      .positive({ error: expected('minutes, above 0', 'time_budget: 20') })
      .nullish(),
    allow_mass_delete: flag('allow_mass_delete').nullish(),
    report_dir: text('a folder', 'report_dir: docs-report').nullish(),
  });
}

export function toAction(written: z.infer<ReturnType<typeof actionSchema>>): ActionConfig {
  return {
    mode: written.mode ?? undefined,
    failOn: written.fail_on ?? undefined,
    comment: written.comment ?? undefined,
    timeBudgetMinutes: written.time_budget ?? undefined,
    allowMassDelete: written.allow_mass_delete ?? undefined,
    reportDir: written.report_dir ?? undefined,
  };
}

function flag(key: string) {
  return z.boolean({ error: expected('true or false', `${key}: true`) });
}
