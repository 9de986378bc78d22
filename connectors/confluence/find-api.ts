import { FixCredentialsError, type Http, type HttpResponse } from '#kit';
import { isRecord } from './is-record.ts';
import type { ConfluenceConfig } from './options.ts';
import { parseJson } from './parse-json.ts';
import { refusal } from './refusal.ts';

/** Who can be asked where the API is, before that is known. */
export interface Askers {
  readonly plain: Http;
  signedIn(url: string, options: { readonly signal: AbortSignal }): Promise<HttpResponse>;
}

/**
 * The address that every path of the API stands behind. Scoped tokens and OAuth are only good at the
 * API's own host, under the id of the site.
 *
 * @throws FixCredentialsError `site_not_granted` when the credentials do not reach the site.
 */
export async function findApi(
  config: ConfluenceConfig,
  askers: Askers,
  signal: AbortSignal,
): Promise<string> {
  const { credentials, siteUrl, apiUrl } = config;
  const viaApiHost =
    credentials.kind === 'oauth' || (credentials.kind === 'basic' && credentials.scoped);
  if (!viaApiHost) return siteUrl;
  const cloudId = config.cloudId ?? (await askForCloudId(config, askers, signal));
  return `${apiUrl}/ex/confluence/${encodeURIComponent(cloudId)}/wiki`;
}

/** Which of the sites of an OAuth app this is; a scoped token asks the site itself. */
async function askForCloudId(
  config: ConfluenceConfig,
  { plain, signedIn }: Askers,
  signal: AbortSignal,
): Promise<string> {
  const { apiUrl, credentials, siteUrl, timeoutMs } = config;
  const { origin } = new URL(siteUrl);
  if (credentials.kind === 'oauth') {
    const what = 'the sites that the OAuth app may read';
    const answer = await signedIn(`${apiUrl}/oauth/token/accessible-resources`, { signal });
    if (answer.status !== 200) throw refusal(answer, { path: '', what, scope: '' }, config);
    const sites = parseJson(answer, what);
    const site = (Array.isArray(sites) ? sites : []).find(
      (one: unknown) => isRecord(one) && one.url === origin,
    );
    if (isRecord(site) && typeof site.id === 'string') return site.id;
  } else {
    const answer = await plain({ url: `${origin}/_edge/tenant_info`, timeoutMs }, signal);
    const found = parseJson(answer, 'the id of the site');
    if (isRecord(found) && typeof found.cloudId === 'string') return found.cloudId;
  }
  throw new FixCredentialsError(`These credentials do not reach ${origin}.`, {
    code: 'site_not_granted',
    hint: 'Give the OAuth app consent for this site, or write cloud_id into the configuration.',
  });
}
