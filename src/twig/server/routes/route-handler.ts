import type { Clock } from '#core/clock.ts';
import type { Sql } from '#core/sql.ts';
import type { DataSource } from '#twig/api/data-sources.ts';
import type { routes } from '#twig/api/routes.ts';
import type { Search } from '#twig/search/create-search.ts';
import type { ServerContext } from '../answers.ts';
import type { IndexWriter } from '../index-writer.ts';
import type { Wake } from '../wake.ts';

/** What the handlers work with. */
export interface ServerParts {
  readonly reader: Sql;
  readonly writer: IndexWriter;
  readonly search: Search;
  readonly clock: Clock;
  /** Rung when something was put into the outbox. */
  readonly wake: Wake;
  /** Of a push, decompressed. */
  readonly maxPartBytes: number;
  readonly startSync: ((dataSource: DataSource) => Promise<void>) | undefined;
  readonly report: (error: Error, requestId?: string) => void;
}

export type RouteName = keyof typeof routes;
export type RouteHandler = (context: ServerContext) => Response | Promise<Response>;
export type RouteHandlers<Names extends RouteName = RouteName> = Readonly<
  Record<Names, RouteHandler>
>;
