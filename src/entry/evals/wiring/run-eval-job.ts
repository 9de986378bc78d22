import type { Clock } from '#core/clock.ts';
import type { EvalPace } from '#runtime/config/eval-pace.ts';
import type { NotifyConfig } from '#runtime/config/notify-config.ts';
import type { JobHandler } from '#runtime/queue/run-job.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { formatDuration } from '#util/format-duration.ts';
import type { Store } from '../../open-store.ts';
import type { Evaluation, SuiteFiles } from '../evaluate-suite.ts';
import { readSuite } from '../read-suite.ts';
import { evalJob, parseEvalJob } from './eval-task.ts';
import type { EvalWish, EvalWishes } from './eval-wishes.ts';
import { examineWishes } from './examine-wishes.ts';
import { budgetFreeAt, causedByEvents, takeEvalTurn } from './take-eval-turn.ts';
import { tellVerdict } from './tell-verdict.ts';

export interface EvalHandlerOptions {
  readonly store: Pick<Store, 'inbox' | 'queue' | 'notebook' | 'evalHistory'>;
  readonly client: Pick<TwigClient, 'agents' | 'dataSources'>;
  readonly clock: Clock;
  readonly cwd: string;
  readonly pace: EvalPace;
  readonly notify: NotifyConfig;
  readonly wishes: EvalWishes;
  /** Runs one suite and reports its verdict. Throws when the run could not be done: it is tried again. */
  evaluate(files: SuiteFiles, how: EvaluateHow, signal: AbortSignal): Promise<Evaluation>;
  /** Gets what a person should know of a run. */
  readonly note: (text: string) => void;
}

export interface EvaluateHow {
  /** Why it is run: the ids of events. */
  readonly cause: string;
}

/** So many event ids are recorded with a run. */
const mostCauses = 20;

/**
 * Runs one suite for all the events that asked for it. What the events said is read anew first: a run
 * is put off while a data source of the agent is being read, and left out when it would ask nothing new.
 */
export function createEvalHandler(options: EvalHandlerOptions): JobHandler {
  const { store, client, clock, cwd, pace, notify, wishes, note } = options;
  const notebook = store.notebook('evals');

  return async (payload, { signal }) => {
    const files = parseEvalJob(payload);
    const { suitePath } = files;
    const agentId = readSuite(suitePath, cwd, { agentId: files.agentId }).agentId;
    const turn = { suitePath, agentId, concurrency: pace.concurrency };
    await takeEvalTurn(notebook, turn, (held) => run(files, agentId, held), signal);
  };

  async function run(
    files: SuiteFiles,
    agentId: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { suitePath } = files;
    const asked = await wishes.list(suitePath);
    const found = await examineWishes(client, agentId, asked, signal);
    if (found.is === 'pointless') {
      note(`the eval of ${suitePath} is left out: ${found.why}`);
      return wishes.settle(suitePath, asked);
    }
    const now = clock.now();
    const atTheLatest = (asked[0]?.at ?? now) + pace.longestWaitMs;
    if (found.is === 'unsettled' && now < atTheLatest) {
      return putOff(files, Math.min(now + pace.quietMs, atTheLatest), found.why);
    }
    const freeAt = await budgetFreeAt(store.evalHistory, pace.runsPerDay, now);
    if (freeAt > now) {
      return putOff(files, freeAt, `${pace.runsPerDay} runs a day are the limit`);
    }
    const causes = asked.slice(0, mostCauses).map(({ id }: EvalWish) => id);
    const cause = [causedByEvents, ...causes].join(' ');
    const evaluation = await options.evaluate(files, { cause }, signal);
    const queue = store.queue;
    await tellVerdict(suitePath, evaluation, causes, { notebook, queue, notify, now: clock.now() });
    await wishes.settle(suitePath, asked);
  }

  async function putOff(files: SuiteFiles, until: number, why: string): Promise<void> {
    const waitMs = Math.max(0, until - clock.now());
    note(`the eval of ${files.suitePath} waits for ${formatDuration(waitMs)}: ${why}`);
    await store.queue.enqueue(evalJob(files, until));
  }
}
