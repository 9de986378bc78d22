import * as z from 'zod';
import { explainUnknownOptions } from '#kit';
import { folderRoot } from './folder-root.ts';

/** What one Google Drive source reads, with every default filled in. */
export interface DriveConfig {
  readonly credentials: Credentials;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  /** E-mail addresses to act for, by domain-wide delegation; empty: as the account itself. */
  readonly users: readonly string[];
  readonly hasMyDrive: boolean;
  /** Ids or names; `all`: every shared drive that the account is a member of. */
  readonly sharedDrives: 'all' | readonly string[];
  /** Only what lies in these, or below; empty: everything. */
  readonly folders: readonly FolderRoot[];
  readonly maxFileBytes: number;
  /** Whether Google's editors are asked where the parts of their files are read. */
  readonly hasDeepLinks: boolean;
  readonly isPublic: boolean;
  /** How often everything is listed, instead of what changed. */
  readonly fullAfterMs: number;
  readonly concurrency: number;
  readonly pageSize: number;
  /** Of one request; a failed one is tried again. */
  readonly timeoutMs: number;
}

export interface FolderRoot {
  readonly id: string;
  /** What older folders shared by link want beside the id. */
  readonly resourceKey: string | undefined;
}

/** How we sign in. All texts in it are secret but the names. */
export type Credentials =
  | {
      readonly kind: 'service_account';
      /** JSON, or undefined when it is in `file`. */
      readonly key: ServiceAccountKey | undefined;
      readonly file: string | undefined;
    }
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly refreshToken: string;
    }
  /** A token that something else keeps fresh. */
  | { readonly kind: 'bearer'; readonly token: string };

export interface ServiceAccountKey {
  readonly client_email: string;
  readonly private_key: string;
  readonly client_id?: string | undefined;
}

export const googleUrl = 'https://www.googleapis.com';

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

const keyHelp =
  'paste the whole key file (JSON) of the service account, with client_email and private_key';
export const serviceAccountKey = z.object(
  {
    client_email: text(keyHelp),
    private_key: z.string(keyHelp).includes('PRIVATE KEY', { error: keyHelp }),
    client_id: z.string().optional(),
  },
  { error: keyHelp },
);

const oauthFields = {
  client_id: text('write the client id of the OAuth app'),
  client_secret: text('write the secret of the OAuth app'),
  refresh_token: text('write the refresh token that the consent gave'),
};

const fields = {
  service_account: z.preprocess(readJson, serviceAccountKey).optional(),
  service_account_file: text('write the path of the key file of the service account').optional(),
  oauth: z
    .strictObject(oauthFields, { error: explainUnknownOptions(Object.keys(oauthFields)) })
    .optional(),
  token: text('write an access token; an empty variable is often the reason').optional(),
  users: list('ada@example.com').pipe(
    z.array(z.email('write an e-mail address, such as ada@example.com')),
  ),
  base_url: webAddress(`write the address of the API, such as ${googleUrl}`).default(googleUrl),
  token_url: webAddress('write the address of the token endpoint').default(
    'https://oauth2.googleapis.com/token',
  ),
  my_drive: flag(true),
  shared_drives: z
    .union([z.boolean(), list('Handbook')], 'write true, false or a list of shared drives')
    .default(true),
  folders: list('https://drive.google.com/drive/folders/0AbC').pipe(
    z.array(
      z.string().transform((value, context): FolderRoot => {
        const root = folderRoot(value);
        if (root !== undefined) return root;
        context.addIssue({ code: 'custom', message: 'write the address or the id of a folder' });
        return z.NEVER;
      }),
    ),
  ),
  max_file_bytes: wholeNumber(50 * 1024 * 1024, 1024 ** 3),
  deep_links: flag(true),
  public: flag(false),
  full_after_hours: z
    .number('write a number of hours, such as 168')
    .min(0, 'write 0 or more')
    .max(24 * 366, 'write 8784 or less')
    .default(168),
  concurrency: wholeNumber(8, 64),
  page_size: wholeNumber(1_000, 1_000),
  timeout_seconds: z
    .number('write a number of seconds, such as 60')
    .positive('write a number above 0')
    .default(60),
};

type Fields = z.infer<z.ZodObject<typeof fields>>;

/** The `config` of a source of type `google_drive`. */
export const options = z
  .strictObject(fields, { error: explainUnknownOptions(Object.keys(fields)) })
  .superRefine((config, context) => {
    const problem = problemOf(config);
    if (problem) context.addIssue({ code: 'custom', ...problem });
  })
  .transform(
    (config): DriveConfig => ({
      credentials: credentialsOf(config),
      baseUrl: config.base_url.replace(/\/+$/, ''),
      tokenUrl: config.token_url,
      users: [...new Set(config.users.map((user) => user.toLowerCase()))],
      hasMyDrive: config.my_drive,
      sharedDrives: readDrives(config.shared_drives),
      folders: config.folders,
      maxFileBytes: config.max_file_bytes,
      hasDeepLinks: config.deep_links,
      isPublic: config.public,
      fullAfterMs: config.full_after_hours * 3_600_000,
      concurrency: config.concurrency,
      pageSize: config.page_size,
      timeoutMs: config.timeout_seconds * 1_000,
    }),
  );

function readJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function readDrives(value: boolean | readonly string[]): 'all' | readonly string[] {
  if (value === true) return 'all';
  return value === false ? [] : value;
}

function problemOf(
  config: Fields,
): { readonly message: string; readonly path: string[] } | undefined {
  const { service_account, service_account_file, oauth, token, users } = config;
  const ways = [service_account, service_account_file, oauth, token].filter(Boolean).length;
  if (ways === 0) {
    const message =
      'there are no credentials: write service_account or service_account_file (a key), oauth (a refresh token), or token';
    return { message, path: ['service_account'] };
  }
  if (ways > 1) {
    return { message: 'there are several credentials; keep one way to sign in', path: ['token'] };
  }
  if (users.length > 0 && !service_account && !service_account_file) {
    const message = 'only a service account with domain-wide delegation can act for users';
    return { message, path: ['users'] };
  }
  if (!config.my_drive && config.shared_drives === false) {
    return {
      message: 'my_drive and shared_drives are both off: nothing is left to read',
      path: ['my_drive'],
    };
  }
  return undefined;
}

function credentialsOf(config: Fields): Credentials {
  const { service_account: key, service_account_file: file, oauth, token } = config;
  if (oauth) {
    return {
      kind: 'oauth',
      clientId: oauth.client_id,
      clientSecret: oauth.client_secret,
      refreshToken: oauth.refresh_token,
    };
  }
  if (token !== undefined) return { kind: 'bearer', token };
  return { kind: 'service_account', key, file };
}
