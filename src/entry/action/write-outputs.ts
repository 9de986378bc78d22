import * as core from '@actions/core';
import type { PlanEntry } from '#core/change.ts';
import { type ActionOutputName, actionOutputs } from './action-inputs.ts';
import { maxPlanned } from './create-notebook.ts';

export type ActionOutputs = {
  readonly [Name in ActionOutputName]?: string | number | boolean | undefined;
};

/** Sets every output that is known; the others stay empty for the workflow. */
export function writeOutputs(outputs: ActionOutputs): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (value !== undefined && name in actionOutputs) core.setOutput(name, value);
  }
}

/** The plan as one line of JSON, as `twigkit sync --plan --json` writes it. */
export function planOutput(plan: readonly PlanEntry[]): string {
  return JSON.stringify(
    plan.slice(0, maxPlanned).map(({ documentId, action, reason }) => ({
      document_id: documentId,
      action,
      reason,
    })),
  );
}
