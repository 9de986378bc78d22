import type { DataSources } from '#twig/sdk/resources/data-sources.ts';

/** The slice of a Twig client that pushing needs: `client.dataSources` is one. */
export type PushClient = Pick<DataSources, 'manifest' | 'status' | 'push'>;
