import { FixInputError } from '#core/errors.ts';
import type { Activity } from '#runtime/activity.ts';
import { secretValues } from '#runtime/config/secret-values.ts';
import { createLog } from '#runtime/log/create-log.ts';
import type { LogLevel } from '#runtime/log/log-entry.ts';
import { createMetrics } from '#runtime/metrics/create-metrics.ts';
import { plural } from '#util/plural.ts';
import { readStoreState } from '../../status/read-store-state.ts';
import { untilAborted } from '../../until-aborted.ts';
import { openWorker } from '../../worker/open-worker.ts';
import { createEvalReporter } from '../eval-reporter.ts';
import { loadProject, type Project } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';
import type { ListenFlags } from './serve.ts';

export interface WorkerFlags extends ListenFlags {
  /** Syncs at the same time. */
  readonly concurrency: number;
  /** Minutes. */
  readonly slice: number;
  /** Seconds. */
  readonly lease: number;
  /** Seconds. */
  readonly endWithin: number;
  readonly watch?: boolean;
  /** Undefined: for people on a terminal, for machines elsewhere. */
  readonly log?: 'pretty' | 'json';
  readonly logLevel: LogLevel;
}

/**
 * `twigkit worker`: keeps every source fresh by its schedule, takes webhooks and runs evals, until it is
 * told to stop. Then it ends what it is at, within its time.
 */
export async function worker(flags: WorkerFlags, world: World): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  refuseNothingToDo(project);
  const { config } = project.configuration;
  const log = createLog({
    format: flags.log ?? (world.colour ? 'pretty' : 'json'),
    level: flags.logLevel,
    secrets: secretValues(project.configuration),
    clock: world.clock,
    write: world.err,
  });
  const note = (message: string) => log({ event: 'process:noted', message });
  const metrics = createMetrics({
    readState: () => readStoreState(workspace.store, config.sources, world.clock),
  });
  const watch = (activity: Activity) => {
    log(activity);
    metrics.watch(activity);
  };
  const workspace = await project.open(note, ({ scope, why, ms: durationMs }) =>
    watch({ event: 'call:waited', scope, why, durationMs }),
  );
  const stop = new AbortController();
  try {
    const running = await openWorker(
      {
        project,
        workspace,
        reporter: createEvalReporter(workspace, world, project.configuration.models),
        metrics,
        watch,
        pace: {
          concurrency: flags.concurrency,
          sliceMs: flags.slice * 60_000,
          leaseMs: flags.lease * 1_000,
          endWithinMs: flags.endWithin * 1_000,
        },
        onChange: flags.watch ?? false,
        port: flags.port,
        host: flags.host,
      },
      world,
      AbortSignal.any([world.signal, stop.signal]),
    );
    world.out(`working  ${running.url}`);
    note(`${plural(config.sources.length, 'source')} into ${workspace.twig.label}`);
    note(
      running.webhookUrl === undefined
        ? 'webhooks are not taken: there is no secret to verify them with'
        : `webhooks are taken at ${running.webhookUrl}`,
    );
    await untilAborted(world.signal);
    note(`ending: running work has ${flags.endWithin} s; a second signal ends at once`);
    await running.close();
    note('ended');
    return 0;
  } finally {
    stop.abort();
    await workspace.close();
  }
}

function refuseNothingToDo({ configuration, suites }: Project): void {
  if (configuration.config.sources.length > 0 || suites.length > 0) return;
  throw new FixInputError('There is nothing to work on: no source and no suite is configured.', {
    code: 'no_sources',
    hint: 'Write a twigkit.yaml with: twigkit init',
  });
}
