import type { LegacyRouteName } from '#twig/api/legacy/routes.ts';
import type { RouteHandler } from '../routes/route-handler.ts';

export type LegacyHandlers<Names extends LegacyRouteName = LegacyRouteName> = Readonly<
  Record<Names, RouteHandler>
>;
