import * as z from 'zod';
import { explainUnknownOptions } from '#kit';
import { type SiteAddress, siteAddress } from './site-address.ts';

/** What one SharePoint source reads, with every default filled in. */
export interface SharePointConfig {
  readonly credentials: Credentials;
  /** Without a slash at its end, and without `/v1.0`. */
  readonly baseUrl: string;
  /** Where tokens come from, without the tenant. */
  readonly authority: string;
  /** Which API the token is for. */
  readonly scope: string;
  readonly sites: readonly SiteAddress[];
  readonly hasSubsites: boolean;
  /** Names of document libraries; `all`: every one that holds people's documents. */
  readonly libraries: 'all' | readonly string[];
  readonly hasPages: boolean;
  /** Names or ids of lists to read. */
  readonly lists: readonly string[];
  /** Whose OneDrive is read: e-mail addresses or ids. */
  readonly users: readonly string[];
  readonly drives: readonly string[];
  /** Paths within a library, of folders that alone are read; empty: everything. */
  readonly folders: readonly FolderPath[];
  readonly excludedFolders: readonly FolderPath[];
  readonly isPublic: boolean;
  readonly maxFileBytes: number;
  /** How often everything is listed, instead of what changed. */
  readonly fullAfterMs: number;
  /** Resource units, as Microsoft counts requests; undefined: as its answers say. */
  readonly unitsPerMinute: number | undefined;
  readonly userAgent: string;
  readonly concurrency: number;
  readonly pageSize: number;
  /** Of one request; a failed one is tried again. */
  readonly timeoutMs: number;
}

/** Names of folders, outermost first, in lower case: SharePoint does not tell case apart. */
export type FolderPath = readonly string[];

/** How we sign in. Everything in it is secret but the ids and paths. */
export type Credentials =
  /** A token that something else keeps fresh. */
  | { readonly kind: 'bearer'; readonly token: string }
  | (App &
      (
        | { readonly kind: 'secret'; readonly secret: string }
        /** PEM: the certificate and its private key, here or in a file. */
        | {
            readonly kind: 'certificate';
            readonly pem: string | undefined;
            readonly file: string | undefined;
          }
        | { readonly kind: 'federated'; readonly source: AssertionSource }
      ));

interface App {
  readonly tenant: string;
  readonly clientId: string;
}

/** Where the token of another identity provider comes from that Entra exchanges for its own. */
export type AssertionSource =
  | { readonly from: 'text'; readonly token: string }
  /** Read anew for each exchange. */
  | { readonly from: 'file'; readonly file: string }
  /** As runners of GitHub Actions give it out. */
  | { readonly from: 'request'; readonly url: string; readonly token: string };

const text = (what: string) => z.string(what).trim().min(1, what);
const flag = (fallback: boolean) => z.boolean('write true or false').default(fallback);
const webAddress = (help: string) => z.url({ protocol: /^https?$/, error: help });
const wholeNumber = (fallback: number, most: number) =>
  z
    .int(`write a whole number, such as ${fallback}`)
    .positive('write a number above 0')
    .max(most, `write ${most} or less`)
    .default(fallback);
const list = (example: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [value] : (value ?? [])),
    z.array(text(`write text, such as ${example}`), {
      error: `write a list, such as [${example}]`,
    }),
  );

const federatedFields = {
  token: text('write the token of the other identity provider').optional(),
  token_file: text('write the path of the file that holds the token').optional(),
  request_url: webAddress('write the address that is in ACTIONS_ID_TOKEN_REQUEST_URL').optional(),
  request_token: text('write the token that is in ACTIONS_ID_TOKEN_REQUEST_TOKEN').optional(),
};

const fields = {
  tenant_id: text('write the id of the tenant, or one of its domains').optional(),
  client_id: text('write the application (client) id of the app registration').optional(),
  client_secret: text(
    'write the value of the client secret; an empty variable is often the reason',
  ).optional(),
  certificate: text('paste the certificate and its private key, both as PEM').optional(),
  certificate_file: text(
    'write the path of a PEM file with the certificate and its private key',
  ).optional(),
  federated: z
    .strictObject(federatedFields, { error: explainUnknownOptions(Object.keys(federatedFields)) })
    .optional(),
  token: text('write an access token; an empty variable is often the reason').optional(),
  base_url: webAddress('write the address of Microsoft Graph, without /v1.0').default(
    'https://graph.microsoft.com',
  ),
  authority: webAddress('write the address that gives out tokens, without the tenant').optional(),
  scope: text('write a scope, such as https://graph.microsoft.com/.default').optional(),
  sites: list('https://contoso.sharepoint.com/sites/handbook').pipe(
    z.array(
      z.string().transform((value, context): SiteAddress => {
        const site = siteAddress(value);
        if (site !== undefined) return site;
        context.addIssue({
          code: 'custom',
          message:
            'write the address of a site, such as https://contoso.sharepoint.com/sites/handbook',
        });
        return z.NEVER;
      }),
    ),
  ),
  subsites: flag(false),
  libraries: z
    .union([z.boolean(), list('Documents')], 'write true, false or a list of document libraries')
    .default(true),
  pages: flag(true),
  lists: list('Questions and answers'),
  users: list('ada@example.com'),
  drives: list('b!abc'),
  folders: list('Policies/Public'),
  exclude_folders: list('Archive'),
  public: flag(false),
  max_file_bytes: wholeNumber(50 * 1024 * 1024, 1024 ** 3),
  full_after_hours: z
    .number('write a number of hours, such as 168')
    .min(0, 'write 0 or more')
    .max(24 * 366, 'write 8784 or less')
    .default(168),
  units_per_minute: z
    .int('write a whole number, such as 1200')
    .positive('write a number above 0')
    .optional(),
  user_agent: text('write a name, such as NONISV|Contoso|Search/1.0').default(
    'NONISV|twigkit|twigkit/1.0',
  ),
  concurrency: wholeNumber(6, 64),
  page_size: wholeNumber(200, 999),
  timeout_seconds: z
    .number('write a number of seconds, such as 60')
    .positive('write a number above 0')
    .default(60),
};

type Fields = z.infer<z.ZodObject<typeof fields>>;

/** The `config` of a source of type `sharepoint`. */
export const options = z
  .strictObject(fields, { error: explainUnknownOptions(Object.keys(fields)) })
  .superRefine((config, context) => {
    const problem = problemOf(config);
    if (problem) context.addIssue({ code: 'custom', ...problem });
  })
  .transform((config): SharePointConfig => {
    const baseUrl = config.base_url.replace(/(?:\/v1\.0)?\/*$/, '');
    return {
      credentials: credentialsOf(config),
      baseUrl,
      authority: config.authority?.replace(/\/+$/, '') ?? authorityOf(baseUrl),
      scope: config.scope ?? scopeOf(baseUrl),
      sites: [...new Map(config.sites.map((site) => [site.url.toLowerCase(), site])).values()],
      hasSubsites: config.subsites,
      libraries: readLibraries(config.libraries),
      hasPages: config.pages,
      lists: config.lists,
      users: [...new Set(config.users.map((user) => user.toLowerCase()))],
      drives: [...new Set(config.drives)],
      folders: config.folders.map(folderPath),
      excludedFolders: config.exclude_folders.map(folderPath),
      isPublic: config.public,
      maxFileBytes: config.max_file_bytes,
      fullAfterMs: config.full_after_hours * 3_600_000,
      unitsPerMinute: config.units_per_minute,
      userAgent: config.user_agent,
      concurrency: config.concurrency,
      pageSize: config.page_size,
      timeoutMs: config.timeout_seconds * 1_000,
    };
  });

/** Where each national cloud gives out tokens. */
const nationalAuthorities: ReadonlyMap<string, string> = new Map([
  ['graph.microsoft.us', 'https://login.microsoftonline.us'],
  ['dod-graph.microsoft.us', 'https://login.microsoftonline.us'],
  ['microsoftgraph.chinacloudapi.cn', 'https://login.partner.microsoftonline.cn'],
]);

function authorityOf(baseUrl: string): string {
  const national = nationalAuthorities.get(new URL(baseUrl).hostname);
  return national ?? 'https://login.microsoftonline.com';
}

/** National clouds give tokens for their own address; a proxy stands for the common one. */
function scopeOf(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  const host = nationalAuthorities.has(hostname) ? hostname : 'graph.microsoft.com';
  return `https://${host}/.default`;
}

function readLibraries(value: boolean | readonly string[]): 'all' | readonly string[] {
  if (value === true) return 'all';
  return value === false ? [] : value;
}

function folderPath(value: string): FolderPath {
  return value
    .split('/')
    .flatMap((name) => (name.trim() === '' ? [] : [name.trim().toLowerCase()]));
}

interface Problem {
  readonly message: string;
  readonly path: string[];
}

function problemOf(config: Fields): Problem | undefined {
  return credentialProblem(config) ?? rangeProblem(config);
}

function credentialProblem(config: Fields): Problem | undefined {
  const { client_secret, certificate, certificate_file, federated, token } = config;
  const ways = [client_secret, certificate, certificate_file, federated, token].filter(Boolean);
  if (ways.length === 0) {
    const message =
      'there are no credentials: write certificate_file, client_secret, federated, or token';
    return { message, path: ['certificate_file'] };
  }
  if (ways.length > 1) {
    return { message: 'there are several credentials; keep one way to sign in', path: ['token'] };
  }
  if (token !== undefined) return undefined;
  for (const name of ['tenant_id', 'client_id'] as const) {
    if (config[name] === undefined) {
      return { message: 'is missing: an app signs in with it', path: [name] };
    }
  }
  return federated && assertionSource(federated) === undefined
    ? { message: 'write token_file, token, or request_url and request_token', path: ['federated'] }
    : undefined;
}

function rangeProblem(config: Fields): Problem | undefined {
  const { sites, users, drives, libraries, pages, lists } = config;
  if (sites.length + users.length + drives.length === 0) {
    return { message: 'name at least one site, or users, or drives', path: ['sites'] };
  }
  if (sites.length > 0 && libraries === false && !pages && lists.length === 0) {
    const message = 'libraries and pages are off and there are no lists: nothing is left to read';
    return { message, path: ['libraries'] };
  }
  return undefined;
}

function credentialsOf(config: Fields): Credentials {
  const { tenant_id: tenant = '', client_id: clientId = '', token } = config;
  if (token !== undefined) return { kind: 'bearer', token };
  const app = { tenant, clientId };
  if (config.client_secret !== undefined) {
    return { ...app, kind: 'secret', secret: config.client_secret };
  }
  const source = config.federated && assertionSource(config.federated);
  if (source) return { ...app, kind: 'federated', source };
  const { certificate: pem, certificate_file: file } = config;
  return { ...app, kind: 'certificate', pem, file };
}

function assertionSource(given: NonNullable<Fields['federated']>): AssertionSource | undefined {
  const { token, token_file: file, request_url: url, request_token: requestToken } = given;
  if (token !== undefined) return { from: 'text', token };
  if (file !== undefined) return { from: 'file', file };
  if (url === undefined || requestToken === undefined) return undefined;
  return { from: 'request', url, token: requestToken };
}
