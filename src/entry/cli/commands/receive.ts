import { acceptedSecrets } from '#runtime/config/accepted-secrets.ts';
import { listen } from '../../listen.ts';
import { isReady } from '../../operations/is-ready.ts';
import { openMetrics } from '../../operations/open-metrics.ts';
import { withOperations } from '../../operations/with-operations.ts';
import { directWebhooks } from '../../receiver/direct-webhooks.ts';
import { startReceiver } from '../../receiver/start-receiver.ts';
import { watchDelivery } from '../../receiver/watch-delivery.ts';
import { webhookPath, withWebhooks } from '../../receiver/webhook-routes.ts';
import { untilAborted } from '../../until-aborted.ts';
import { createEvalReporter } from '../eval-reporter.ts';
import { loadProject } from '../load-project.ts';
import { logDelivery, logWorkerEvent } from '../receiver-log.ts';
import type { ExitCode, World } from '../world.ts';
import type { ListenFlags } from './serve.ts';

/** `twigkit receive`: takes signed webhooks and runs the configured suites, until it is told to stop. */
export async function receive(flags: ListenFlags, world: World): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const { settings, config } = project.configuration;
  const workspace = await project.open((text) => world.err(text));
  const reporter = createEvalReporter(workspace, world, project.configuration.models);
  const metrics = openMetrics(workspace.store, config.sources, world.clock);
  const stop = new AbortController();
  try {
    const receiver = startReceiver(
      {
        store: workspace.store,
        secrets: acceptedSecrets(settings, config),
        scheme: project.scheme,
        suites: project.suites,
        clock: world.clock,
        client: workspace.twig.client,
        http: workspace.http,
        cwd: world.cwd,
        pace: config.evals,
        notify: config.notify,
        evaluate: reporter.evaluate,
        onDelivery(delivery) {
          logDelivery(world)(delivery);
          watchDelivery(delivery, metrics.watch);
        },
        onWorkerEvent(event) {
          logWorkerEvent(world)(event);
          metrics.watch(event);
        },
        note: (text) => world.err(`webhook  ${text}`),
      },
      AbortSignal.any([world.signal, stop.signal]),
    );
    try {
      const listener = await listen({
        fetch: withOperations(withWebhooks(receiver.fetch, undefined), {
          metrics,
          ready: () => isReady(workspace),
          ending: world.signal,
        }),
        direct: directWebhooks(receiver.fetch, world.err),
        port: flags.port,
        hostname: flags.host,
      });
      world.out(`receiving ${listener.url}${webhookPath}`);
      if (project.suites.length === 0) {
        world.err('         no suites are configured: deliveries are stored, and start nothing');
      }
      await untilAborted(world.signal);
      await listener.close();
    } finally {
      stop.abort();
      await receiver.stopped;
    }
    return 0;
  } finally {
    await workspace.close();
  }
}
