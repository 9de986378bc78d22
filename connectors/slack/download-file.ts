import { type HttpResponse, RetryError, SkipDocumentError } from '#kit';
import type { SlackContext } from './client.ts';
import type { SlackFile } from './slack-file.ts';

const mostRedirects = 5;

/**
 * A file's bytes. The token goes to Slack's own hosts alone, and to none that a redirect leads to on
 * another origin; no host is asked that is not Slack's or named by the configuration.
 *
 * @throws SkipDocumentError for a host that is not Slack's, a login page in place of the file, and
 * what is too large; RetryError when it could not be had this time.
 */
export async function downloadFile(
  {
    context,
    file,
    url,
    token,
  }: {
    readonly context: SlackContext;
    readonly file: SlackFile;
    readonly url: string | undefined;
    /** Undefined where the address carries its own right to be read. */
    readonly token: string | undefined;
  },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { config, http } = context;
  const what = `the file ${file.name} (${file.id})`;
  const first = addressOf(url, what);
  let address = first;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    checkHost(address, context, what);
    const isHome = address.origin === first.origin;
    const answer = await http(
      {
        url: address.href,
        headers: token !== undefined && isHome ? { authorization: `Bearer ${token}` } : {},
        maxBytes: config.maxFileBytes,
        timeoutMs: config.timeoutMs,
      },
      signal,
    ).catch((error: unknown) => {
      throw withoutAddress(error, what);
    });
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || location === undefined) {
      return bytesOf(answer, file, what);
    }
    const next = new URL(location, address);
    if (address.protocol === 'https:' && next.protocol !== 'https:') {
      throw new SkipDocumentError(`Slack leads to ${what} over an unsafe connection.`, {
        code: 'unsafe_redirect',
      });
    }
    address = next;
  }
  throw new SkipDocumentError(`Slack redirects too often on the way to ${what}.`, {
    code: 'too_many_redirects',
  });
}

function addressOf(url: string | undefined, what: string): URL {
  const address = url === undefined ? null : URL.parse(url);
  if (address !== null) return address;
  throw new SkipDocumentError(`Slack does not say where ${what} can be had.`, {
    code: 'no_download',
  });
}

function checkHost({ hostname, host }: URL, { config }: SlackContext, what: string): void {
  const isSlack = slackHosts.some((name) => hostname === name || hostname.endsWith(`.${name}`));
  if (isSlack || config.fileHosts.includes(host) || config.fileHosts.includes(hostname)) return;
  throw new SkipDocumentError(`Slack keeps ${what} at ${host}, which is not a host of Slack.`, {
    code: 'foreign_host',
    hint: `If that host is yours, add it to "file_hosts".`,
  });
}

const slackHosts = ['slack.com', 'slack-files.com', 'slack-edge.com', 'slack-gov.com'];

function bytesOf(
  { status, headers, body }: HttpResponse,
  file: SlackFile,
  what: string,
): Uint8Array {
  if (status === 429 || status >= 500) {
    const seconds = Number(headers['retry-after']);
    throw new RetryError(`Slack answered with status ${status} for ${what}.`, {
      code: `http_${status}`,
      ...(seconds > 0 && { retryAfterMs: seconds * 1000 }),
    });
  }
  if (status !== 200) {
    throw new SkipDocumentError(`Slack answered with status ${status} for ${what}.`, {
      code: `http_${status}`,
    });
  }
  const isPage = /^text\/html\b/i.test(headers['content-type'] ?? '');
  if (isPage && !/html/.test(`${file.mediaType ?? ''} ${file.name}`)) {
    throw new SkipDocumentError(`Slack answered with a login page instead of ${what}.`, {
      code: 'files_read_missing',
      hint: 'Add files:read under "OAuth & Permissions" > "Bot Token Scopes" and reinstall the app.',
    });
  }
  if (file.byteCount !== undefined && body.byteLength !== file.byteCount) {
    throw new RetryError(`${what} has ${file.byteCount} bytes, but ${body.byteLength} came.`, {
      code: 'incomplete_file',
    });
  }
  return body;
}

/** The address may carry a signature, and messages of the network name addresses. */
function withoutAddress(error: unknown, what: string): unknown {
  return error instanceof RetryError
    ? new RetryError(`Could not get ${what} from Slack (${error.code}).`, { code: error.code })
    : error;
}
