import type { SyncReport } from '#core/events.ts';
import type { Verdict } from '#evals/compare-runs.ts';
import { suiteFiles } from '../../evals/evaluate-suite.ts';
import { gateExitCode } from '../../evals/gate-exit-code.ts';
import { untilAborted } from '../../until-aborted.ts';
import { startUp } from '../../up/start-up.ts';
import { loadProject } from '../load-project.ts';
import { selectSources } from '../select-sources.ts';
import type { ExitCode, World } from '../world.ts';
import { type ListenFlags, refuseBaseUrl } from './serve.ts';

export interface UpFlags extends ListenFlags {
  readonly once?: boolean;
  readonly suite?: string;
  readonly baseline?: string;
}

/**
 * `twigkit up`: everything in one process. With nothing to sync, neither named nor configured, it
 * shows the whole thread on its own documentation instead.
 */
export async function up(
  paths: readonly string[],
  flags: UpFlags,
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  refuseBaseUrl(project.configuration.settings.baseUrl.value);
  if (paths.length === 0 && project.configuration.file === undefined) {
    const { demo } = await import('./demo.ts');
    return demo(project, flags, world);
  }
  const sources = selectSources(paths, project, world);
  const suites =
    flags.suite === undefined
      ? project.suites
      : [{ ...suiteFiles(world.cwd, flags.suite, flags.baseline), on: ['data_source.synced'] }];
  const quietMs = flags.once ? 100 : 1_000;
  const running = await startUp(
    { project, sources, suites, port: flags.port, host: flags.host, quietMs },
    world,
  );
  try {
    world.err(`serving  ${running.url}`);
    // Before the first sync, so that nothing is missed between the two.
    const watching = flags.once ? undefined : running.watch();
    const reports = await running.sync();
    const verdicts: Verdict[] = [];
    for (const suite of suites) verdicts.push(await running.verdictAfter(suite, reports));
    if (suites.length === 0) {
      world.err(
        `no suite: ask questions after each sync with --suite FILE ("twigkit init" writes one)`,
      );
    }
    if (flags.once) return exitCodeOf(reports, verdicts);
    world.err(
      `ready    TWIG_BASE_URL=${running.url} and its key as TWIG_API_KEY make search, sync and eval use it. Changed files are synced. Ctrl-C stops.`,
    );
    await Promise.all([watching, untilAborted(world.signal)]);
    return 0;
  } finally {
    await running.close();
  }
}

function exitCodeOf(reports: readonly SyncReport[], verdicts: readonly Verdict[]): ExitCode {
  if (verdicts.some((verdict) => gateExitCode(verdict) !== 0)) return 3;
  return reports.every((report) => report.complete) ? 0 : 1;
}
