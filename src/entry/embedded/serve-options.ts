import type { PlanName } from '#twig/server/plan-limits.ts';
import type { ReceiverSuite } from '../receiver/start-receiver.ts';

/** How the embedded server serves others than the process that it runs in. */
export interface ServeOptions {
  /** `documented` switches off whatever is not in Twig's own documents. Default `full`. */
  readonly profile?: 'full' | 'documented';
  /** Adds a plan's limits per organisation. Default: none. */
  readonly plan?: PlanName;
  /** Believes the headers of a proxy and sends plain HTTP to HTTPS. Default false. */
  readonly behindProxy?: boolean;
  /** Origins whose pages may call from a browser; `*`: any. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** Lets data sources and webhooks that were made over the API reach private addresses. Default false. */
  readonly allowPrivate?: boolean;
  /** Private hosts that webhooks may go to all the same, as `URL.hostname` writes them. */
  readonly webhookHosts?: readonly string[];
  /** The one folder that file data sources made over the API may read; absolute. Default: none. */
  readonly filesDir?: string | undefined;
  /** Whether searches find published articles. Default true. */
  readonly searchArticles?: boolean;
  /**
   * Threads that search, for who serves more than one; 0, the default, searches on this thread: a
   * command that asks one question is done before a thread has started.
   */
  readonly searchThreads?: number;
  /** What paths in messages about suites are relative to. Default: the data folder. */
  readonly cwd?: string;
  /** Suites that eval runs may name. */
  readonly suites?: readonly ReceiverSuite[];
}
