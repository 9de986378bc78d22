import type { PlanEntry } from '#core/change.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import { addReports } from '../../add-reports.ts';
import { reportLine } from '../../report-line.ts';
import { reportToJson } from '../../report-to-json.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import { selectSources } from '../select-sources.ts';
import type { ExitCode, World } from '../world.ts';

export interface SyncFlags extends ProjectFlags {
  readonly plan?: boolean;
  readonly json?: boolean;
  readonly allowMassDelete?: boolean;
}

/** `twigkit sync`: brings data sources up to date, or with `--plan` says what that would change. */
export async function sync(
  names: readonly string[],
  flags: SyncFlags,
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const sources = selectSources(names, project, world);
  const progress = world.createProgress();
  const workspace = await project.open(progress.note);
  const plan: PlanEntry[] = [];
  const reports: SyncReport[] = [];
  const emit = (event: SyncEvent) => {
    progress.emit(event);
    if (flags.plan && event.event === 'document:planned') plan.push(event.entry);
  };
  try {
    for (const source of sources) {
      plan.length = 0;
      const how = {
        emit,
        dryRun: flags.plan ?? false,
        allowMassDelete: flags.allowMassDelete ?? false,
      };
      const report = await workspace.sync(source, how, world.signal);
      progress.stop();
      reports.push(report);
      if (flags.json) continue;
      for (const entry of plan.filter(isChange)) world.out(planLine(entry));
      world.out(`${flags.plan ? 'Plan for ' : ''}${reportLine(source.name, report)}`);
    }
  } finally {
    progress.stop();
    await workspace.close();
  }
  const total = addReports(reports);
  if (flags.json) {
    const changes = plan.filter(isChange).map(planToJson);
    world.out(JSON.stringify({ ...reportToJson(total), ...(flags.plan && { plan: changes }) }));
  }
  return total.complete ? 0 : 1;
}

function isChange({ action }: PlanEntry): boolean {
  return action !== 'keep';
}

function planLine({ action, documentId, reason }: PlanEntry): string {
  return `${action.padEnd(7)} ${documentId}  (${reason})`;
}

function planToJson({ documentId, action, reason }: PlanEntry) {
  return { document_id: documentId, action, reason };
}
