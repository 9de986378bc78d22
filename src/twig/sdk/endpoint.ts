import type { LegacyRouteName, legacyRoutes } from '#twig/api/legacy/routes.ts';
import type { routes } from '#twig/api/routes.ts';

/** The names of the calls in the wire contract. */
export type RouteName = keyof typeof routes;

/**
 * One call of the wire contract. The literal types come from the server's own route table, so that a
 * method, path or scope that differs from it does not compile.
 */
export type Endpoint<Name extends RouteName = RouteName> = {
  [Key in Name]: Pick<(typeof routes)[Key], 'method' | 'path' | 'scope'>;
}[Name];

/** One call of the older generation. */
export type LegacyEndpoint<Name extends LegacyRouteName = LegacyRouteName> = {
  [Key in Name]: Pick<(typeof legacyRoutes)[Key], 'method' | 'path' | 'scope'>;
}[Name];

/** Where every path of the contract starts; another prefix may stand in its place. */
export const contractPrefix = '/api/v1';
/** Where those of the older generation start. */
export const legacyPrefix = '/api';
