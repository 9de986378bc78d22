import PQueue from 'p-queue';
import { StopRunError } from '#core/errors.ts';
import type { SyncReport } from '#core/events.ts';
import type { Retriever } from '#core/retriever.ts';
import type { Verdict } from '#evals/compare-runs.ts';
import { signatureSchemes } from '#webhook/scheme.ts';
import { createEvalReporter } from '../cli/eval-reporter.ts';
import { explainError } from '../cli/explain-error.ts';
import type { Project } from '../cli/load-project.ts';
import { logDelivery, logWorkerEvent } from '../cli/receiver-log.ts';
import type { World } from '../cli/world.ts';
import { searchThreadCount } from '../embedded/search-thread-count.ts';
import { listen } from '../listen.ts';
import { isReady } from '../operations/is-ready.ts';
import { openMetrics } from '../operations/open-metrics.ts';
import { withOperations } from '../operations/with-operations.ts';
import { directWebhooks } from '../receiver/direct-webhooks.ts';
import { receiverSecrets } from '../receiver/receiver-secrets.ts';
import { type ReceiverSuite, startReceiver } from '../receiver/start-receiver.ts';
import { watchDelivery } from '../receiver/watch-delivery.ts';
import { webhookPath, withWebhooks } from '../receiver/webhook-routes.ts';
import { reportLine } from '../report-line.ts';
import type { SourceDescription } from '../sync-source.ts';
import { registerWebhook } from './register-webhook.ts';
import { watchSources } from './watch-sources.ts';

export interface StartUpOptions {
  readonly project: Project;
  readonly sources: readonly SourceDescription[];
  readonly suites: readonly ReceiverSuite[];
  readonly port: number;
  readonly host: string;
  /** How long it must stay quiet before a suite runs. */
  readonly quietMs: number;
}

/** Embedded server, receiver, sync and evals in one process, over real HTTP on one port. */
export interface Up {
  readonly url: string;
  readonly retriever: Retriever;
  /** Syncs every source, one after the other, and prints a line for each. */
  sync(): Promise<readonly SyncReport[]>;
  /**
   * The verdict of a suite after a sync: its run is started by the webhook of the sync, or here when
   * nothing changed and so no webhook comes.
   */
  verdictAfter(suite: ReceiverSuite, reports: readonly SyncReport[]): Promise<Verdict>;
  /** Syncs sources that can say so whenever they change; resolves when it is told to stop. */
  watch(): Promise<void>;
  close(): Promise<void>;
}

/** How long a webhook of this very process may take. */
const webhookDeadlineMs = 30_000;

export async function startUp(options: StartUpOptions, world: World): Promise<Up> {
  const { project, sources, suites, port, host, quietMs } = options;
  const progress = world.createProgress();
  const workspace = await project.open(progress.note, undefined, {
    searchThreads: searchThreadCount(),
  });
  const { embedded } = workspace.twig;
  if (!embedded) throw new Error('The embedded server is not open.');
  const stop = new AbortController();
  const signal = AbortSignal.any([world.signal, stop.signal]);
  const secrets = receiverSecrets(project);
  const reporter = createEvalReporter(workspace, world, project.configuration.models);
  const log = { err: progress.note };
  const { sources: configured, evals: evalPace, notify } = project.configuration.config;
  const metrics = openMetrics(workspace.store, configured, world.clock);
  const receiver = startReceiver(
    {
      store: workspace.store,
      secrets,
      scheme: signatureSchemes.twig,
      suites,
      clock: world.clock,
      client: workspace.twig.client,
      http: workspace.http,
      cwd: world.cwd,
      pace: { ...evalPace, quietMs },
      notify,
      evaluate: reporter.evaluate,
      onDelivery(delivery) {
        logDelivery(log)(delivery);
        watchDelivery(delivery, metrics.watch);
      },
      onWorkerEvent(event) {
        logWorkerEvent(log)(event);
        metrics.watch(event);
      },
      note: (text) => progress.note(`webhook  ${text}`),
    },
    signal,
  );
  const running: Promise<void>[] = [receiver.stopped];
  const closing: (() => Promise<void>)[] = [() => workspace.close()];
  const close = async () => {
    stop.abort();
    progress.stop();
    await Promise.all(running);
    for (const step of closing.reverse()) await step();
  };
  try {
    const listener = await listen({
      fetch: withOperations(withWebhooks(receiver.fetch, embedded.server.fetch), {
        metrics,
        ready: () => isReady(workspace),
        ending: signal,
      }),
      direct: directWebhooks(receiver.fetch, progress.note),
      port,
      hostname: host,
    });
    closing.push(() => listener.close());
    const target = `${listener.url}${webhookPath}`;
    embedded.allowOwn(target);
    await registerWebhook(workspace.twig.client, target, secrets[0]?.value ?? '', signal);
    running.push(embedded.server.runBackground(signal));

    // One after the other: two syncs of one source at once would refuse each other.
    const turns = new PQueue({ concurrency: 1 });
    const syncOne = (source: SourceDescription) =>
      turns.add(async () => {
        const how = {
          emit: progress.emit,
          dryRun: false,
          allowMassDelete: false,
          privateHosts: 'seed' as const,
        };
        const report = await workspace.sync(source, how, world.signal);
        progress.stop();
        world.out(reportLine(source.name, report));
        return report;
      });

    const sync = async () => {
      const reports: SyncReport[] = [];
      for (const source of sources) reports.push(await syncOne(source));
      return reports;
    };

    const watch = () =>
      watchSources(
        sources,
        {
          clock: world.clock,
          http: workspace.http,
          quietMs: 300,
          async onChange(source) {
            await syncOne(source);
          },
          onFault: (source, error) =>
            progress.note(`stopped  ${source.name}: ${explainError(error, world)}`),
        },
        world.signal,
      );

    const verdictAfter = async (suite: ReceiverSuite, reports: readonly SyncReport[]) => {
      const deadline = AbortSignal.timeout(webhookDeadlineMs + quietMs);
      const verdict = reporter.next(
        suite.suitePath,
        world.clock.now(),
        AbortSignal.any([world.signal, deadline]),
      );
      const isAnnounced = suite.on.includes('data_source.synced') && reports.some(isChanged);
      if (!isAnnounced) await receiver.requestEval(suite);
      return verdict.catch((cause: unknown) => {
        throw deadline.aborted ? evalMissing(suite, cause) : cause;
      });
    };

    return {
      url: listener.url,
      retriever: workspace.twig.retriever,
      sync,
      verdictAfter,
      watch,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function evalMissing(suite: ReceiverSuite, cause: unknown): StopRunError {
  return new StopRunError(`No eval of ${suite.suitePath} ended in time after the sync.`, {
    code: 'eval_missing',
    hint: 'The lines above say whether the webhook arrived and why the run failed.',
    cause,
  });
}

/** Only a sync that pushed something is announced by a webhook. */
function isChanged({ added, updated, deleted }: SyncReport): boolean {
  return added + updated + deleted > 0;
}
