import { type Clock, systemClock } from '#core/clock.ts';
import { FixCredentialsError, FixInputError } from '#core/errors.ts';
import { documentedScopeLimits, type ScopeLimits } from '#core/scope-limits.ts';
import type { OnWait } from './scope-pace.ts';
import { createTransport, type Transport } from './transport.ts';

export interface ConnectionOptions {
  /**
   * Whatever its prefix. Undefined is refused at once, so that `process.env.TWIG_API_KEY` can be passed
   * as it is.
   */
  readonly apiKey: string | undefined;
  /** Default `https://api.twig.so`; the embedded server is at `http://127.0.0.1:7878`. */
  readonly baseUrl?: string;
  /** What stands between base URL and calls. Default: the documents' own, `/api/v1` or `/api`. */
  readonly pathPrefix?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  /** Budgets to start from; what the server says in its headers wins. Default: Twig's documented ones. */
  readonly limits?: Partial<ScopeLimits>;
  /** Browsers send their own. */
  readonly userAgent?: string;
  /** Told of every pause before it begins. */
  readonly onWait?: OnWait;
  /** 0 to 1, exclusive; spreads retries. */
  readonly random?: () => number;
}

export interface Connection extends Transport {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly clock: Clock;
}

/**
 * The way to a server for calls whose paths start with `contractPrefix`.
 *
 * @throws FixCredentialsError or FixInputError for options with which no call could work.
 */
export function connect(options: ConnectionOptions, contractPrefix: string): Connection {
  const { apiKey, fetch, clock = systemClock, limits, userAgent, onWait, random } = options;
  const key = checkKey(apiKey);
  const baseUrl = checkBaseUrl(options.baseUrl ?? 'https://api.twig.so', key);
  const transport = createTransport({
    apiKey: key,
    baseUrl,
    contractPrefix,
    pathPrefix: checkPrefix(options.pathPrefix ?? contractPrefix),
    // Called as a plain function: a browser's fetch refuses any other `this`.
    fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock,
    random: random ?? Math.random,
    limits: checkLimits({ ...documentedScopeLimits, ...limits }),
    userAgent,
    onWait: onWait ?? (() => {}),
  });
  return { ...transport, baseUrl, clock };
}

/** Checked here because the platform's own complaint about a header quotes its value. */
function checkKey(apiKey: string | undefined): string {
  if (typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
  throw new FixCredentialsError(
    apiKey ? 'The API key has characters that no key has.' : 'There is no API key.',
    {
      code: 'api_key_unusable',
      hint: 'Set TWIG_API_KEY, or api.api_key, to the key as it was shown, without spaces or quotes.',
    },
  );
}

function checkBaseUrl(baseUrl: string, apiKey: string): string {
  const url = URL.parse(baseUrl);
  const clean =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  if (clean) return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  const shown = url === null ? JSON.stringify(baseUrl) : `${url.origin}${url.pathname}`;
  const message = `The base URL ${shown} is not the address of an API.`;
  throw new FixInputError(message.replaceAll(apiKey, '[key]'), {
    code: 'base_url',
    hint: 'Write it like https://api.twig.so: http or https, without user name, query or fragment.',
  });
}

function checkPrefix(pathPrefix: string): string {
  if (/^(\/[\w.~-]+)*$/.test(pathPrefix)) return pathPrefix;
  throw new FixInputError(`The path prefix ${JSON.stringify(pathPrefix)} is not a path.`, {
    code: 'path_prefix',
    hint: 'Write it like /api/v1: a slash first and none at the end, or leave it empty.',
  });
}

/** A budget that never has room for a request would wait for ever. */
function checkLimits(limits: ScopeLimits): ScopeLimits {
  for (const [scope, { perMinute, burst }] of Object.entries(limits)) {
    if (perMinute > 0 && burst >= 1) continue;
    throw new FixInputError(
      `The ${scope} limit of ${perMinute} a minute, ${burst} at once, lets nothing through.`,
      {
        code: 'limits',
        hint: 'Give each scope more than 0 requests a minute and at least 1 at once.',
      },
    );
  }
  return limits;
}
