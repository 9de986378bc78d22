import type { EvalRun } from '#core/eval-history.ts';
import { cutText } from '#util/cut-text.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

export interface EvalHistoryFlags extends ProjectFlags {
  readonly suite?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** `twigkit eval history`: what was run, newest first. */
export async function evalHistory(flags: EvalHistoryFlags, world: World): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const store = await project.openStore();
  try {
    const filter = { limit: flags.limit, ...(flags.suite !== undefined && { suite: flags.suite }) };
    let count = 0;
    for await (const run of store.evalHistory.list(filter)) {
      world.out(flags.json ? JSON.stringify(toJson(run)) : toLine(run));
      count += 1;
    }
    if (count === 0 && !flags.json) world.err('No eval has run yet: twigkit eval SUITE');
    return 0;
  } finally {
    await store.close();
  }
}

function toLine(run: EvalRun): string {
  const time = new Date(run.startedAt).toISOString().slice(0, 16).replace('T', ' ');
  const scores = Object.entries(scoresOf(run))
    .filter(([name]) => ['ndcg', 'recall', 'mrr', 'answered'].includes(name))
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toFixed(3) : 'unknown'}`);
  const outcome = (run.end?.outcome ?? 'unfinished').padEnd(17);
  return `${time}  ${outcome}  ${cutText(run.suite, 40)}  ${scores.join('  ')}  ${run.id}`;
}

function toJson(run: EvalRun) {
  return {
    id: run.id,
    suite: run.suite,
    agent_id: run.agentId ?? null,
    cause: run.cause ?? null,
    started_at: new Date(run.startedAt).toISOString(),
    finished_at: run.end ? new Date(run.end.finishedAt).toISOString() : null,
    outcome: run.end?.outcome ?? null,
    scores: scoresOf(run),
  };
}

/** Of the report that was kept: measure -> value. */
function scoresOf({ end }: EvalRun): Readonly<Record<string, number | null>> {
  const report = end?.report;
  if (!isRecord(report) || !isRecord(report.scores)) return {};
  return Object.fromEntries(
    Object.entries(report.scores).map(([name, score]) => {
      const value = isRecord(score) ? score.value : null;
      return [name, typeof value === 'number' ? value : null];
    }),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
