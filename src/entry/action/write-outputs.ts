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

/** A job passes 1 MB of outputs on, in UTF-16. */
const maxPlanLength = 300_000;

/** The plan as one line of JSON, as `twigkit sync --plan --json` writes it; the first of it. */
export function planOutput(plan: readonly PlanEntry[]): string {
  const entries: string[] = [];
  let length = 2;
  for (const { documentId, action, reason } of plan.slice(0, maxPlanned)) {
    const entry = JSON.stringify({ document_id: documentId, action, reason });
    length += entry.length + 1;
    if (length > maxPlanLength) break;
    entries.push(entry);
  }
  return `[${entries.join(',')}]`;
}
