import type { PlanEntry } from '#core/change.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import { exitCodeOf } from '#core/next-step.ts';
import { addReports } from '../../add-reports.ts';
import type { Workspace } from '../../open-workspace.ts';
import type { Progress } from '../../progress/progress.ts';
import { reportLine } from '../../report-line.ts';
import { reportToJson } from '../../report-to-json.ts';
import type { SourceDescription } from '../../sync-source.ts';
import { explainError } from '../explain-error.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import { selectSources } from '../select-sources.ts';
import type { ExitCode, World } from '../world.ts';

export interface SyncFlags extends ProjectFlags {
  readonly plan?: boolean;
  readonly json?: boolean;
  readonly allowMassDelete?: boolean;
  readonly allowPrivate?: boolean;
  readonly maxPages?: number;
  /** In minutes, for all sources together. */
  readonly timeBudget?: number;
}

/** What came of one source. */
interface Outcome {
  readonly report: SyncReport | undefined;
  readonly plan: readonly PlanEntry[];
  readonly exitCode: ExitCode;
}

/**
 * `twigkit sync`: brings data sources up to date, or with `--plan` says what that would change. A
 * source that cannot be synced does not stop the others.
 */
export async function sync(
  names: readonly string[],
  flags: SyncFlags,
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const { maxPages } = flags;
  const sources = selectSources(names, project, world).map((source) =>
    maxPages === undefined ? source : withMaxPages(source, maxPages),
  );
  const progress = world.createProgress();
  const workspace = await project.open(progress.note);
  const outcomes: Outcome[] = [];
  const { timeBudget } = flags;
  const endsAt = timeBudget === undefined ? undefined : world.clock.now() + timeBudget * 60_000;
  try {
    for (const source of sources) {
      outcomes.push(await syncOne({ source, workspace, progress, flags, world, endsAt }));
    }
  } finally {
    progress.stop();
    await workspace.close();
  }
  if (flags.json) {
    const total = addReports(outcomes.flatMap(({ report }) => report ?? []));
    const plan = outcomes.flatMap((outcome) => outcome.plan).map(planToJson);
    world.out(JSON.stringify({ ...reportToJson(total), ...(flags.plan && { plan }) }));
  }
  return outcomes.reduce<ExitCode>(
    (worst, { exitCode }) => (exitCode > worst ? exitCode : worst),
    0,
  );
}

/** Sources that have no pages say so themselves: an option that they do not know is a mistake. */
function withMaxPages(source: SourceDescription, maxPages: number): SourceDescription {
  return { ...source, config: { ...source.config, max_pages: maxPages } };
}

async function syncOne({
  source,
  workspace,
  progress,
  flags,
  world,
  endsAt,
}: {
  readonly source: SourceDescription;
  readonly workspace: Workspace;
  readonly progress: Progress;
  readonly flags: SyncFlags;
  readonly world: World;
  readonly endsAt: number | undefined;
}): Promise<Outcome> {
  const plan: PlanEntry[] = [];
  const emit = (event: SyncEvent) => {
    progress.emit(event);
    if (!flags.plan || event.event !== 'document:planned') return;
    if (event.entry.action !== 'keep') plan.push(event.entry);
  };
  const { plan: dryRun = false, allowMassDelete = false, allowPrivate = false } = flags;
  try {
    const timeLeft =
      endsAt === undefined ? {} : { timeBudgetMs: Math.max(0, endsAt - world.clock.now()) };
    const privateHosts = allowPrivate ? 'any' : 'seed';
    const how = { emit, dryRun, privateHosts, allowMassDelete, ...timeLeft } as const;
    const report = await workspace.sync(source, how, world.signal);
    progress.stop();
    if (!flags.json) {
      for (const entry of plan) world.out(planLine(entry));
      world.out(`${dryRun ? 'Plan for ' : ''}${reportLine(source.name, report)}`);
    }
    return { report, plan, exitCode: report.complete ? 0 : 1 };
  } catch (error) {
    if (world.signal.aborted) throw error;
    progress.note(`stopped  ${source.name}: ${explainError(error, world)}`);
    return { report: undefined, plan, exitCode: exitCodeOf(error) };
  }
}

function planLine({ action, documentId, title, reason }: PlanEntry): string {
  const called = title === undefined ? '' : `  ${title}`;
  return `${action.padEnd(7)} ${documentId}${called}  (${reason})`;
}

function planToJson({ documentId, title, action, reason }: PlanEntry) {
  return { document_id: documentId, ...(title !== undefined && { title }), action, reason };
}
