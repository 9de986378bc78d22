import { relative } from 'node:path';
import type { Watch } from '#runtime/activity.ts';
import { acceptedSecrets } from '#runtime/config/accepted-secrets.ts';
import type { Metrics } from '#runtime/metrics/create-metrics.ts';
import type { Delivery } from '#webhook/create-receiver.ts';
import { signatureSchemes } from '#webhook/scheme.ts';
import type { EvalReporter } from '../cli/eval-reporter.ts';
import type { Project } from '../cli/load-project.ts';
import type { World } from '../cli/world.ts';
import type { Evaluation, SuiteFiles } from '../evals/evaluate-suite.ts';
import type { EvaluateHow } from '../evals/wiring/run-eval-job.ts';
import { listen } from '../listen.ts';
import type { Workspace } from '../open-workspace.ts';
import { isReady } from '../operations/is-ready.ts';
import { withOperations } from '../operations/with-operations.ts';
import { withSites } from '../publish/serve-sites.ts';
import { createWebhookJobs } from '../receiver/create-webhook-jobs.ts';
import { directWebhooks } from '../receiver/direct-webhooks.ts';
import { receiverSecrets } from '../receiver/receiver-secrets.ts';
import { createDeliveryHandler } from '../receiver/start-receiver.ts';
import { tendInbox } from '../receiver/tend-inbox.ts';
import { watchDelivery } from '../receiver/watch-delivery.ts';
import { webhookPath, withWebhooks } from '../receiver/webhook-routes.ts';
import { registerWebhook } from '../up/register-webhook.ts';
import type { ScheduledSource } from './create-sync-handler.ts';
import { startWorker, type WorkerPace } from './start-worker.ts';
import { syncOnChange } from './sync-on-change.ts';

export interface OpenWorkerOptions {
  readonly project: Project;
  readonly workspace: Workspace;
  readonly reporter: Pick<EvalReporter, 'evaluate'>;
  readonly metrics: Pick<Metrics, 'render'>;
  readonly watch: Watch;
  readonly pace: WorkerPace;
  /** Syncs sources also when they say that they changed. */
  readonly onChange: boolean;
  readonly port: number;
  readonly host: string;
}

export interface OpenWorker {
  readonly url: string;
  /** Where deliveries are taken; undefined when there is no secret to verify them with. */
  readonly webhookUrl: string | undefined;
  /** Ends it: jobs first, then the port. It waits for the signal. */
  close(): Promise<void>;
}

/**
 * Worker, receiver and, without a base URL, the embedded server on one port. The port stays open until
 * the last job has ended: what is delivered meanwhile is stored, and `/readyz` says that the end is near.
 */
export async function openWorker(
  options: OpenWorkerOptions,
  world: Pick<World, 'clock' | 'cwd'>,
  signal: AbortSignal,
): Promise<OpenWorker> {
  const { project, workspace, metrics, watch, pace } = options;
  const { clock } = world;
  const { store, twig } = workspace;
  const { embedded } = twig;
  const receiverOptions = describeReceiver(options, world);
  const receive = receiverOptions && createDeliveryHandler(receiverOptions);
  const note = (message: string) => watch({ event: 'process:noted', message });
  const { evals: evalPace, notify } = project.configuration.config;
  const jobs = createWebhookJobs({
    store,
    client: twig.client,
    http: workspace.http,
    suites: project.suites,
    clock,
    cwd: world.cwd,
    pace: evalPace,
    notify,
    note,
    evaluate: (files, how, evalSignal) => evaluate(files, how, options, world, evalSignal),
  });
  const sites = {
    sources: project.sources,
    notebook: store.notebook,
    server: twig.label,
    baseUrl: () => project.configuration.config.publish.url ?? listener.url,
  };
  const app = withSites(sites, withWebhooks(receive, embedded?.server.fetch));
  const ready = () => isReady(workspace);
  const listener = await listen({
    fetch: withOperations(app, { metrics, ready, ending: signal }),
    direct: directWebhooks(receive, note),
    port: options.port,
    hostname: options.host,
  });
  try {
    const webhookUrl = receive && `${listener.url}${webhookPath}`;
    if (embedded && webhookUrl) {
      embedded.allowOwn(webhookUrl);
      const secret = receiverSecrets(project)[0]?.value ?? '';
      await registerWebhook(twig.client, webhookUrl, secret, signal);
    }
    const delivering = embedded?.server.runBackground(signal);
    const inbox = store.inbox;
    const tending = receiverOptions && tendInbox({ ...receiverOptions, inbox, note }, signal);
    const sources = scheduledSources(project);
    const { lanes } = jobs;
    const publishAt = sites.baseUrl();
    const worker = await startWorker(
      { ...pace, workspace, sources, lanes, publishAt, clock, watch },
      signal,
    );
    const { queue } = store;
    const following = options.onChange
      ? syncOnChange({ sources, queue, clock, http: workspace.http, watch }, signal)
      : undefined;
    return {
      url: listener.url,
      webhookUrl,
      async close() {
        await worker.stopped;
        await following;
        await delivering;
        await tending;
        await listener.close();
      },
    };
  } catch (error) {
    await listener.close();
    throw error;
  }
}

/** The embedded server signs its own webhooks; from elsewhere they come with the secrets of the configuration. */
function describeReceiver(
  { project, workspace, watch }: OpenWorkerOptions,
  { clock }: Pick<World, 'clock'>,
) {
  const { settings, config } = project.configuration;
  const { embedded } = workspace.twig;
  const secrets = embedded ? receiverSecrets(project) : acceptedSecrets(settings, config);
  if (secrets.length === 0) return undefined;
  return {
    store: workspace.store,
    secrets,
    scheme: embedded ? signatureSchemes.twig : project.scheme,
    clock,
    onDelivery: (delivery: Delivery) => watchDelivery(delivery, watch),
  };
}

async function evaluate(
  files: SuiteFiles,
  how: EvaluateHow,
  { reporter, watch }: OpenWorkerOptions,
  { clock, cwd }: Pick<World, 'clock' | 'cwd'>,
  signal: AbortSignal,
): Promise<Evaluation> {
  const startedAt = clock.now();
  const evaluation = await reporter.evaluate(files, how, signal);
  const { outcome } = evaluation.verdict;
  const suite = relative(cwd, files.suitePath);
  watch({ event: 'eval:ended', suite, outcome, durationMs: clock.now() - startedAt });
  return evaluation;
}

/** What to sync and when, source by source. */
function scheduledSources({ configuration, sources }: Project): readonly ScheduledSource[] {
  return configuration.config.sources.flatMap((config) => {
    const description = sources.find(({ name }) => name === config.name);
    return description ? [{ config, description }] : [];
  });
}
