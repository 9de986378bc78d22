import type { PrivateHosts } from '#core/connector.ts';
import type { AddressPolicy } from './guard-addresses.ts';

/**
 * Where a crawl may connect that starts at `seedHost` (as `URL.hostname` writes it). A configuration
 * that allows private addresses itself passes `any`, but for a stranger's, which stays `never`.
 *
 * @example
 * createCrawlHttp({ clock, userAgent, allow: allowedAddresses('seed', new URL(url).hostname) });
 */
export function allowedAddresses(
  privateHosts: PrivateHosts | undefined,
  seedHost: string,
): AddressPolicy {
  switch (privateHosts) {
    case 'never':
      return 'public';
    case 'any':
      return 'all';
    default:
      return [seedHost];
  }
}
