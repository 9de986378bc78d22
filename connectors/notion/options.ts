import * as z from 'zod';
import { explainUnknownOptions } from '#kit';
import { notionId } from './notion-id.ts';

/** What one Notion source reads, with every default filled in. */
export interface NotionConfig {
  /** Secret. */
  readonly token: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Ids of pages, databases or data sources; empty means everything that is shared. */
  readonly roots: readonly string[];
  readonly content: 'auto' | 'blocks';
  /** Whether a page with headings costs a request more, which tells where they are. */
  readonly hasHeadingLinks: boolean;
  readonly hasComments: boolean;
  readonly hasTranscripts: boolean;
  readonly hasFiles: boolean;
  readonly maxFileBytes: number;
  /** Hosts beside Notion's own whose files are uploads. */
  readonly fileHosts: readonly string[];
  /** How often everything is listed, instead of what changed. */
  readonly fullAfterMs: number;
  readonly isPublic: boolean;
  readonly concurrency: number;
  readonly requestsPerMinute: number;
  readonly pageSize: number;
  /** Of one request; a failed one is tried again. */
  readonly timeoutMs: number;
}

const flag = z.boolean('write true or false');

const list = (example: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [value] : (value ?? [])),
    z.array(z.string(`write text, such as ${example}`).min(1, 'an entry cannot be empty'), {
      error: `write a list, such as [${example}]`,
    }),
  );

const wholeNumber = (example: number, most: number) =>
  z
    .int(`write a whole number, such as ${example}`)
    .positive('write a number above 0')
    .max(most, `write ${most} or less`)
    .default(example);

const root = 'write the address or the id of a page, a database or a data source';

const fields = {
  token: z
    .string('write the token of the connection, which begins with ntn_ or secret_')
    .regex(/^\S+$/, 'write the token of the connection, which begins with ntn_ or secret_'),
  base_url: z
    .url({
      protocol: /^https?$/,
      error: 'write the address of the API, such as https://api.notion.com',
    })
    .default('https://api.notion.com'),
  roots: list('https://www.notion.so/Handbook-0123456789abcdef0123456789abcdef').pipe(
    z.array(
      z.string().transform((text, context) => {
        const id = notionId(text);
        if (id !== undefined) return id;
        context.addIssue({
          code: 'custom',
          message: `${root}, which ends with 32 hexadecimal digits`,
        });
        return z.NEVER;
      }),
    ),
  ),
  content: z.enum(['auto', 'blocks'], 'write auto or blocks').default('auto'),
  heading_links: flag.default(true),
  comments: flag.default(false),
  transcripts: flag.default(false),
  files: flag.default(true),
  max_file_bytes: wholeNumber(50 * 1024 * 1024, 1024 ** 3),
  file_hosts: list('files.example.com'),
  full_after_hours: z
    .number('write a number of hours, such as 24')
    .min(0, 'write 0 or more')
    .max(24 * 31, 'write 744 or less')
    .default(24),
  public: flag.default(false),
  concurrency: wholeNumber(3, 20),
  requests_per_minute: wholeNumber(180, 100_000),
  page_size: wholeNumber(100, 100),
  timeout_seconds: z
    .number('write a number of seconds, such as 60')
    .positive('write a number above 0')
    .default(60),
};

/** The `config` of a source of type `notion`. */
export const options = z
  .strictObject(fields, { error: explainUnknownOptions(Object.keys(fields)) })
  .transform(
    (config): NotionConfig => ({
      token: config.token,
      baseUrl: config.base_url.replace(/\/+(?:v1\/*)?$/, ''),
      roots: [...new Set(config.roots)],
      content: config.content,
      hasHeadingLinks: config.heading_links,
      hasComments: config.comments,
      hasTranscripts: config.transcripts,
      hasFiles: config.files,
      maxFileBytes: config.max_file_bytes,
      fileHosts: config.file_hosts.map((host) => host.toLowerCase()),
      fullAfterMs: config.full_after_hours * 3_600_000,
      isPublic: config.public,
      concurrency: config.concurrency,
      requestsPerMinute: config.requests_per_minute,
      pageSize: config.page_size,
      timeoutMs: config.timeout_seconds * 1_000,
    }),
  );
