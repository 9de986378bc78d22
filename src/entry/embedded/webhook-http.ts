import type { Http } from '#core/http.ts';
import { addressKind } from '#http/address-kind.ts';
import { createHttp } from '#http/create-http.ts';
import { guardAddresses } from '#http/guard-addresses.ts';
import { asError } from '#util/as-error.ts';

export interface WebhookHttpOptions {
  /** Lets webhooks go to every private address. */
  readonly allowPrivate: boolean;
  /** Private hosts that they may go to all the same, as `URL.hostname` writes them. */
  readonly hosts: readonly string[];
}

/** The way of webhooks to their endpoints, which strangers choose. Close it when done. */
export interface WebhookHttp {
  readonly http: Http;
  /** Why no webhook may go there, as far as the URL alone tells: names are looked up when it is sent. */
  refuse(url: string): string | undefined;
  /** Lets them go to this very process, at the URL where it listens. */
  allowOwn(url: string): void;
  close(): Promise<void>;
}

export function createWebhookHttp(options: WebhookHttpOptions): WebhookHttp {
  const { allowPrivate, hosts } = options;
  const guard = guardAddresses({ allow: allowPrivate ? 'all' : hosts });
  const guarded = createHttp({ guard });
  const own = createHttp();
  const ownOrigins = new Set<string>();
  const isOwn = (url: string) => ownOrigins.has(new URL(url).origin);
  return {
    http: (request, signal) => (isOwn(request.url) ? own : guarded)(request, signal),
    refuse(url) {
      if (isOwn(url)) return undefined;
      try {
        guard.check(new URL(url));
        return undefined;
      } catch (error) {
        const { message } = asError(error);
        return addressKind(new URL(url).hostname.replace(/^\[|\]$/g, '')) === 'forbidden'
          ? message
          : `${message} Start the server with --webhook-host or --allow-private to allow it.`;
      }
    },
    allowOwn: (url) => ownOrigins.add(new URL(url).origin),
    async close() {
      await guarded.close();
      await own.close();
    },
  };
}
