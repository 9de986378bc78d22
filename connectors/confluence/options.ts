import * as z from 'zod';
import { explainUnknownOptions } from '#kit';

/** What one Confluence source reads, with every default filled in. */
export interface ConfluenceConfig {
  /** The site as people open it, with `/wiki` on Cloud, without a trailing slash. */
  readonly siteUrl: string;
  readonly deployment: 'cloud' | 'data_center';
  readonly credentials: Credentials;
  /** Where a Cloud API of scoped tokens and OAuth lives. */
  readonly apiUrl: string;
  /** Undefined: asked of the site. */
  readonly cloudId: string | undefined;
  /** Keys; undefined: every space that is not personal. */
  readonly spaces: readonly string[] | undefined;
  readonly excludeSpaces: readonly string[];
  readonly personalSpaces: boolean;
  readonly blogPosts: boolean;
  readonly comments: 'open' | 'all' | 'none';
  readonly attachments: boolean;
  readonly archived: boolean;
  readonly maxAttachmentBytes: number;
  /** Whoever may ask Twig may read these spaces; pages with restrictions of their own stay restricted. */
  readonly isPublic: boolean;
  /** Where issues open, without a trailing slash. */
  readonly jiraUrl: string | undefined;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** Of one request; a failed one is tried again. */
  readonly timeoutMs: number;
  /** As the person who made the token wrote it down: ISO 8601. */
  readonly tokenExpires: string | undefined;
}

/** How we sign in. All texts in it are secret but the names. */
export type Credentials =
  /** Basic: a user name (on Cloud the e-mail address) with an API token or a password. */
  | {
      readonly kind: 'basic';
      readonly user: string;
      readonly secret: string;
      readonly scoped: boolean;
    }
  /** A personal access token of Data Center. */
  | { readonly kind: 'bearer'; readonly token: string }
  /** OAuth 2.0 (3LO): refresh tokens rotate, each is good for one exchange. */
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly refreshToken: string;
      readonly tokenUrl: string;
    };

const text = (what: string) => z.string(what).trim().min(1, what);
const flag = (fallback: boolean) => z.boolean('write true or false').default(fallback);
const wholeNumber = (example: string) =>
  z.int(`write a whole number, such as ${example}`).positive('write a number above 0');

const address = 'write the address of the site, such as https://example.atlassian.net/wiki';
const webAddress = (help: string) =>
  text(help).refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), help);
const keys = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(text('write the key of a space, such as ENG'), {
    error: 'write a list of space keys, such as [ENG, HR]',
  }),
);

const oauthFields = {
  client_id: text('write the client id of the OAuth app'),
  client_secret: text('write the secret of the OAuth app'),
  refresh_token: text('write the refresh token that the consent gave'),
  token_url: webAddress('write the address of the token endpoint').default(
    'https://auth.atlassian.com/oauth/token',
  ),
};

const fields = {
  url: webAddress(address),
  deployment: z
    .enum(['auto', 'cloud', 'data_center'], { error: 'write auto, cloud or data_center' })
    .default('auto'),
  email: text('write the e-mail address of the account').optional(),
  api_token: text('write the API token; an empty variable is often the reason').optional(),
  scoped: flag(false),
  cloud_id: text('write the cloud id of the site').optional(),
  api_url: webAddress('write the address of the API').default('https://api.atlassian.com'),
  personal_access_token: text('write the personal access token').optional(),
  username: text('write the user name').optional(),
  password: text('write the password').optional(),
  oauth: z
    .strictObject(oauthFields, { error: explainUnknownOptions(Object.keys(oauthFields)) })
    .optional(),
  spaces: keys.optional(),
  exclude_spaces: keys.default([]),
  personal_spaces: flag(false),
  blog_posts: flag(true),
  comments: z.enum(['open', 'all', 'none'], { error: 'write open, all or none' }).default('open'),
  attachments: flag(true),
  archived: flag(false),
  max_attachment_bytes: wholeNumber('10485760').default(10 * 1024 * 1024),
  public: flag(false),
  jira_url: webAddress('write the address of Jira').optional(),
  concurrency: wholeNumber('4').max(32, 'write 32 or less').default(4),
  timeout_seconds: z
    .number('write a number of seconds, such as 30')
    .positive('write a number above 0')
    .default(30),
  token_expires: z.iso.date('write a date, such as 2027-01-31').optional(),
};

type Fields = z.infer<z.ZodObject<typeof fields>>;

export const options = z
  .strictObject(fields, { error: explainUnknownOptions(Object.keys(fields)) })
  .superRefine((config, context) => {
    const problem = credentialsProblem(config);
    if (problem) context.addIssue({ code: 'custom', ...problem });
  })
  .transform((config): ConfluenceConfig => {
    const deployment = deploymentOf(config);
    const siteUrl = siteOf(config.url, deployment);
    return {
      siteUrl,
      deployment,
      credentials: credentialsOf(config),
      apiUrl: withoutSlash(config.api_url),
      cloudId: config.cloud_id,
      spaces: config.spaces,
      excludeSpaces: config.exclude_spaces,
      personalSpaces: config.personal_spaces,
      blogPosts: config.blog_posts,
      comments: config.comments,
      attachments: config.attachments,
      archived: config.archived,
      maxAttachmentBytes: config.max_attachment_bytes,
      isPublic: config.public,
      jiraUrl: config.jira_url
        ? withoutSlash(config.jira_url)
        : deployment === 'cloud'
          ? new URL(siteUrl).origin
          : undefined,
      concurrency: config.concurrency,
      timeoutMs: config.timeout_seconds * 1_000,
      tokenExpires: config.token_expires,
    };
  });

/** Cloud lives at atlassian.net, or behind a domain of one's own with the same kinds of credentials. */
function deploymentOf(config: Fields): ConfluenceConfig['deployment'] {
  if (config.deployment !== 'auto') return config.deployment;
  const isAtlassian = /\.(?:atlassian\.net|jira\.com)$/.test(new URL(config.url).hostname);
  return isAtlassian || config.oauth || config.api_token ? 'cloud' : 'data_center';
}

/** The part of an address that every page of the site shares. */
function siteOf(address: string, deployment: ConfluenceConfig['deployment']): string {
  const { origin, pathname } = new URL(address);
  if (deployment === 'cloud') return `${origin}/wiki`;
  return origin + withoutSlash(pathname.replace(/\/(?:display|spaces|pages|index\.action).*$/, ''));
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}

/** Not more and not fewer than one way to sign in. */
function credentialsProblem(
  config: Fields,
): { readonly message: string; readonly path: string[] } | undefined {
  const { api_token, email, personal_access_token, username, password, oauth } = config;
  const ways = [api_token, personal_access_token, password, oauth].filter(Boolean).length;
  if (ways > 1) {
    const message = 'there are several credentials; keep one way to sign in';
    return { message, path: ['api_token'] };
  }
  if (api_token && !email)
    return { message: 'an API token needs the e-mail address', path: ['email'] };
  if (password && !username) {
    return { message: 'a password needs the user name', path: ['username'] };
  }
  if (ways === 0) {
    const message =
      'there are no credentials: write email and api_token (Cloud), oauth (Cloud), personal_access_token (Data Center), or username and password (Data Center)';
    return {
      message,
      path: [deploymentOf(config) === 'cloud' ? 'api_token' : 'personal_access_token'],
    };
  }
  return undefined;
}

function credentialsOf(config: Fields): Credentials {
  const { api_token, email, personal_access_token, username, password, oauth, scoped } = config;
  if (oauth) {
    return {
      kind: 'oauth',
      clientId: oauth.client_id,
      clientSecret: oauth.client_secret,
      refreshToken: oauth.refresh_token,
      tokenUrl: oauth.token_url,
    };
  }
  if (personal_access_token) return { kind: 'bearer', token: personal_access_token };
  const user = (api_token ? email : username) ?? '';
  return { kind: 'basic', user, secret: api_token ?? password ?? '', scoped };
}
