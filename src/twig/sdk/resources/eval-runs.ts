import type {
  CreateEvalRun as WireCreateEvalRun,
  EvalRun as WireEvalRun,
} from '#twig/api/eval-runs.ts';
import { newId } from '#util/new-id.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { fields, listOf, maybe, opaque, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import { createListResource, type ListResource } from '../list-resource.ts';

type Shown = Omit<Camel<WireEvalRun>, 'status' | 'scores'> & {
  readonly status: string;
  /** Measure -> 0 to 1; null where nothing could be judged. */
  readonly scores: Readonly<Record<string, unknown>>;
};
/** `status` is `pending`, `processing`, `completed` or `failed`. */
export type EvalRun = Lenient<Shown, 'id' | 'status'>;
export type NewEvalRun = Camel<WireCreateEvalRun>;

/** Runs of suites that the server knows; an addition that a server may lack. */
export interface EvalRuns extends ListResource<EvalRun> {
  /** Starts one; `get` tells when it is over, and so does the event `eval.completed`. */
  create(run: NewEvalRun, options?: CallOptions): Promise<EvalRun>;
  get(id: string, options?: CallOptions): Promise<EvalRun>;
}

const listRoute: Endpoint<'listEvalRuns'> = {
  method: 'GET',
  path: '/api/v1/eval-runs',
  scope: 'read',
};
const createRoute: Endpoint<'createEvalRun'> = {
  method: 'POST',
  path: '/api/v1/eval-runs',
  scope: 'execute',
};
const getRoute: Endpoint<'getEvalRun'> = {
  method: 'GET',
  path: '/api/v1/eval-runs/:id',
  scope: 'read',
};

const readRun = fields<EvalRun>({
  id: text,
  suite: maybe(text),
  agentId: maybe(text),
  status: text,
  verdict: maybe(text),
  scores: maybe(opaque),
  findings: maybe(listOf(text)),
  failureReason: maybe(text),
  reportUrl: maybe(text),
  createdAt: maybe(text),
  finishedAt: maybe(text),
});

export function createEvalRuns(send: Send): EvalRuns {
  return {
    ...createListResource(send, { endpoint: listRoute, noun: 'eval_runs', read: readRun }),
    // A run costs: a repeated request must not start a second one.
    create: (run, options) =>
      send({ endpoint: createRoute, body: jsonBody(run) }, readRun, {
        ...options,
        idempotencyKey: options?.idempotencyKey ?? newId('idem'),
      }),
    get: (id, options) => send({ endpoint: getRoute, id }, readRun, options),
  };
}
