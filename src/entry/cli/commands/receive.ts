import { acceptedSecrets } from '#runtime/config/accepted-secrets.ts';
import { listen } from '../../listen.ts';
import { startReceiver } from '../../receiver/start-receiver.ts';
import { webhookPath, withWebhooks } from '../../receiver/webhook-routes.ts';
import { untilAborted } from '../../until-aborted.ts';
import { createEvalReporter } from '../eval-reporter.ts';
import { loadProject } from '../load-project.ts';
import { logDelivery, logWorkerEvent } from '../receiver-log.ts';
import type { ExitCode, World } from '../world.ts';
import type { ListenFlags } from './serve.ts';

/** How long several syncs in a row may take before their evals run. */
const quietMs = 2_000;

/** `twigkit receive`: takes signed webhooks and runs the configured suites, until it is told to stop. */
export async function receive(flags: ListenFlags, world: World): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const { settings, config } = project.configuration;
  const workspace = await project.open((text) => world.err(text));
  const reporter = createEvalReporter(workspace, world);
  const stop = new AbortController();
  try {
    const receiver = startReceiver(
      {
        store: workspace.store,
        secrets: acceptedSecrets(settings, config),
        scheme: project.scheme,
        suites: project.suites,
        clock: world.clock,
        quietMs,
        evaluate: reporter.evaluate,
        onDelivery: logDelivery(world),
        onWorkerEvent: logWorkerEvent(world),
      },
      AbortSignal.any([world.signal, stop.signal]),
    );
    try {
      const listener = await listen({
        fetch: withWebhooks(receiver.fetch, undefined),
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
