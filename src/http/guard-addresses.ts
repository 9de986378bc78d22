import { lookup as lookUpAll } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { SkipDocumentError } from '#core/errors.ts';
import { type AddressKind, addressKind } from './address-kind.ts';

/**
 * `public`: no private address; `all`: those too; a list: private addresses of these hosts only (as
 * `URL.hostname` writes them), and of none that was public before. The metadata services of clouds
 * and multicast are never reached.
 */
export type AddressPolicy = 'public' | 'all' | readonly string[];

/** Every address of a host name, of both families. */
export type ResolveHost = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * Decides where connections may go. Both halves are needed: a socket asks `lookup` for names, and
 * never for a host that is an address already.
 */
export interface AddressGuard {
  /** Before each request. @throws SkipDocumentError `private_address`. */
  check(url: URL): void;
  /**
   * For each new connection. It answers with addresses that were checked and the socket takes them
   * as they are, so that a name cannot be checked as one address and connected as another.
   */
  readonly lookup: LookupFunction;
}

export interface GuardOptions {
  readonly allow: AddressPolicy;
  /** Default: what the operating system answers. */
  readonly resolve?: ResolveHost;
  /** Milliseconds; any clock that does not go backwards. Default performance.now. */
  readonly now?: () => number;
}

/** How long an answer serves further connections to the same host. */
const freshMs = 10_000;

/**
 * Keeps a crawl away from the inside of the network it runs in: links, redirects and names of a
 * stranger's site decide where a crawler connects. A name is refused when **any** of its addresses
 * is, else a mixed answer would get through on the second try.
 */
export function guardAddresses({
  allow,
  resolve = resolveBySystem,
  now = () => performance.now(),
}: GuardOptions): AddressGuard {
  const listed = typeof allow === 'string' ? undefined : new Set(allow.map(plainHost));
  const knownPublic = new Set<string>();
  const answers = new Map<string, { readonly at: number; readonly checked: Checked }>();

  function mayBePrivate(host: string): boolean {
    // A public site that turns private during the crawl does so to reach what it may not.
    return allow === 'all' || (listed?.has(host) === true && !knownPublic.has(host));
  }

  function refuse(host: string, address: string): void {
    const kind = addressKind(address);
    if (kind === 'public' || (kind !== 'forbidden' && mayBePrivate(host))) return;
    throw privateAddress(host, address, kind);
  }

  async function resolveAndCheck(hostname: string): Checked {
    const host = plainHost(hostname);
    const addresses = await resolve(hostname);
    for (const { address } of addresses) refuse(host, address);
    if (addresses.every(({ address }) => addressKind(address) === 'public')) knownPublic.add(host);
    return addresses;
  }

  function checkedAddresses(hostname: string): Checked {
    const known = answers.get(hostname);
    if (known !== undefined && now() - known.at < freshMs) return known.checked;
    const checked = resolveAndCheck(hostname);
    answers.set(hostname, { at: now(), checked });
    // A failure is told to those who wait for it and not remembered.
    checked.catch(() => answers.delete(hostname));
    return checked;
  }

  return {
    check({ hostname }) {
      const host = plainHost(hostname);
      if (isIP(host) !== 0) refuse(host, host);
    },
    lookup(hostname, { all, family }, done) {
      checkedAddresses(hostname).then(
        (addresses) => {
          const wanted = addresses.filter((one) => !family || one.family === Number(family));
          const [first] = wanted;
          if (first === undefined) done(noAddress(hostname), '');
          else if (all) done(null, [...wanted]);
          else done(null, first.address, first.family);
        },
        (error: Error) => done(error, ''),
      );
    },
  };
}

type Checked = Promise<readonly ResolvedAddress[]>;

const resolveBySystem: ResolveHost = async (hostname) => {
  const answers = await lookUpAll(hostname, { all: true });
  return answers.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

/** Without the brackets of an IPv6 address and the dot of a fully qualified name. */
function plainHost(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '');
}

function noAddress(hostname: string): Error {
  return Object.assign(new Error(`${hostname} has no address.`), { code: 'ENOTFOUND' });
}

function privateAddress(
  host: string,
  address: string,
  kind: Exclude<AddressKind, 'public'>,
): SkipDocumentError {
  const at = host === address ? host : `${host} (${address})`;
  return new SkipDocumentError(`${at} is ${nameOfKind[kind]}; no connection was made.`, {
    code: 'private_address',
    hint:
      kind === 'forbidden'
        ? 'Remove the link: this address is never read.'
        : 'Name that host as the source itself, or allow private addresses (--allow-private).',
  });
}

const nameOfKind = {
  private: 'an address of a private network',
  loopback: 'this machine itself',
  forbidden: 'an address that serves no documents',
} as const;
