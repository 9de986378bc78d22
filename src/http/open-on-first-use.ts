import type { Http } from '#core/http.ts';
import type { HttpOptions, OpenHttp } from './create-http.ts';

/**
 * An `Http` that loads its client with the first request: whoever loads the connectors but crawls
 * nothing does not pay for it.
 */
export function openOnFirstUse(options: HttpOptions): OpenHttp {
  let opened: Promise<OpenHttp> | undefined;
  const http: Http = async (request, signal) => {
    opened ??= import('./create-http.ts').then(({ createHttp }) => createHttp(options));
    const open = await opened;
    return open(request, signal);
  };
  return Object.assign(http, { close: async () => (await opened)?.close() });
}
