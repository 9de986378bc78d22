import { StopRunError } from '#core/errors.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { NewJob } from '#core/queue.ts';
import type { SuiteFiles } from '../evaluate-suite.ts';

export const evalKind = 'eval';

/** The run of a suite as the queue keeps it. It takes the place of a waiting one, never of a running one. */
export function evalJob({ suitePath, baselinePath, agentId }: SuiteFiles, runAt: number): NewJob {
  return {
    kind: evalKind,
    payload: { suite: suitePath, baseline: baselinePath, agent: agentId ?? null },
    key: { value: `eval ${suitePath}`, mode: 'replace' },
    runAt,
  };
}

/** @throws StopRunError when another version of twigkit wrote something else. */
export function parseEvalJob(payload: Json): SuiteFiles {
  const { agent } = fieldsOf(payload);
  return {
    suitePath: textOf(payload, 'suite'),
    baselinePath: textOf(payload, 'baseline'),
    agentId: typeof agent === 'string' ? agent : undefined,
  };
}

/** @throws StopRunError when the payload has no such text. */
export function textOf(payload: Json, key: string): string {
  const value = fieldsOf(payload)[key];
  if (typeof value === 'string') return value;
  throw new StopRunError(`A job of the queue has no "${key}".`, {
    code: 'job_payload',
    hint: 'Another version of twigkit wrote it: discard it with "twigkit jobs discard".',
  });
}

function fieldsOf(payload: Json): Partial<JsonObject> {
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  // Neither null nor a list, so it is an object of JSON values.
  return isObject ? (payload as JsonObject) : {};
}
