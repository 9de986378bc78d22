import type { Json, JsonObject } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';
import type { Queue } from '#core/queue.ts';
import type { Verdict } from '#evals/compare-runs.ts';
import { type Alert, renderSlackAlert, writeAlert } from '#evals/report/alert.ts';
import type { NotifyConfig } from '#runtime/config/notify-config.ts';
import { sha256 } from '#util/sha256.ts';
import { type Notice, noticeJob } from '../../notices/notice.ts';
import type { Evaluation } from '../evaluate-suite.ts';
import { gateExitCode } from '../gate-exit-code.ts';

export interface TellVerdictOptions {
  /** Remembers how each suite stood last. */
  readonly notebook: Notebook;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly notify: NotifyConfig;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** How a verdict stands to the one before it. */
export type Turn = 'red' | 'still-red' | 'green' | 'still-green';

/**
 * Hands on what an eval came to: `eval.completed` to every endpoint each time, a message to Slack when
 * it turned red, when more was lost while it was red, and when it is green again.
 */
export async function tellVerdict(
  suitePath: string,
  { verdict, runId }: Pick<Evaluation, 'verdict' | 'runId'>,
  causes: readonly string[],
  { notebook, queue, notify, now }: TellVerdictOptions,
): Promise<Turn> {
  const key = `standing/${sha256(suitePath).slice(0, 16)}`;
  const before = readStanding(await notebook.get(key));
  const isRed = gateExitCode(verdict) !== 0;
  const lost = verdict.changes.flatMap(({ kind, result }) =>
    kind === 'lost' || kind === 'errored' ? [result.question.id] : [],
  );
  const turn = isRed
    ? before.isRed
      ? 'still-red'
      : 'red'
    : before.isRed
      ? 'green'
      : 'still-green';
  const isWorse = turn === 'still-red' && lost.some((id) => !before.lost.includes(id));
  const alert = writeAlert(verdict, isRed ? 'red' : 'green');
  const notices: Notice[] = notify.webhooks.map(({ url }) => ({
    to: 'webhook',
    url,
    body: eventOf({ verdict, runId, causes, turn, alert, now }),
  }));
  if (notify.slack && (turn === 'red' || turn === 'green' || isWorse)) {
    notices.push({ to: 'slack', text: renderSlackAlert(alert) });
  }
  for (const notice of notices) await queue.enqueue(noticeJob(notice));
  // Last: what a crash leaves untold is told by the next try.
  await notebook.write({ put: [{ key, value: { red: isRed, lost } }] });
  return turn;
}

function readStanding(value: Json | undefined) {
  // Written here alone.
  const { red = false, lost = [] } = (value ?? {}) as {
    readonly red?: boolean;
    readonly lost?: readonly string[];
  };
  return { isRed: red, lost };
}

interface Told {
  readonly verdict: Verdict;
  readonly runId: string | undefined;
  readonly causes: readonly string[];
  readonly turn: Turn;
  readonly alert: Alert;
  readonly now: number;
}

/** The fields of the server's own event, and what only we know. */
function eventOf({ verdict, runId, causes, turn, alert, now }: Told): JsonObject {
  const scores = verdict.scores.map(({ name, value }) => [name, value ?? null]);
  return {
    event: 'eval.completed',
    timestamp: new Date(now).toISOString(),
    data: {
      run_id: runId ?? null,
      agent_id: verdict.suite.agentId ?? null,
      suite: verdict.suite.name,
      verdict: verdict.outcome,
      scores: Object.fromEntries(scores),
      report_url: null,
      turn: turn.replaceAll('-', '_'),
      caused_by: causes,
      summary: alert.summary,
      reasons: alert.reasons,
      questions: alert.questions.map((asked) => ({
        id: asked.id,
        question: asked.question,
        targets: asked.targets,
        movement: asked.movement,
        passage_before: asked.passageBefore ?? null,
        passage_now: asked.passageNow ?? null,
        advice: asked.advice,
      })),
    },
  };
}
