import type { Clock } from '#core/clock.ts';
import type { Sql } from '#core/sql.ts';
import type { routes } from '#twig/api/routes.ts';
import type { Models } from '#twig/models/models.ts';
import type { ServerContext } from '../answers.ts';
import type { ChunkArticle } from '../chunk-article.ts';
import type { IndexWriter } from '../index-writer.ts';
import type { Evals } from '../run-eval-runs.ts';
import type { StartSync } from '../run-syncs.ts';
import type { SearchPassages } from '../search-passages.ts';
import type { ProgressBoard } from '../sync-progress.ts';
import type { Wake } from '../wake.ts';

export type Profile = 'full' | 'documented';

/** What the handlers work with. */
export interface ServerParts {
  readonly reader: Sql;
  readonly writer: IndexWriter;
  readonly search: SearchPassages;
  readonly models: Models;
  readonly clock: Clock;
  /** Rung when something was put into the outbox. */
  readonly wake: Wake;
  /** Of a push, decompressed. */
  readonly maxPartBytes: number;
  /** Rung when a sync was requested. */
  readonly syncWake: Wake;
  /** Rung when an eval run was requested. */
  readonly evalWake: Wake;
  /** Rung when chunks were stored. */
  readonly vectorWake: Wake;
  readonly progress: ProgressBoard;
  readonly startSync: StartSync | undefined;
  readonly evals: Evals | undefined;
  /** Undefined: articles are kept, and no search finds them. */
  readonly chunkArticle: ChunkArticle | undefined;
  /** Why no webhook may go to a URL; undefined when one may. */
  readonly refuseWebhookUrl: (url: string) => string | undefined;
  /** `documented`: nothing but what Twig's own documents have. */
  readonly profile: Profile;
  readonly report: (error: Error, requestId?: string) => void;
}

export type RouteName = keyof typeof routes;
export type RouteHandler = (context: ServerContext) => Response | Promise<Response>;
export type RouteHandlers<Names extends RouteName = RouteName> = Readonly<
  Record<Names, RouteHandler>
>;
