import * as z from 'zod';
import { explainUnknownOptions } from '#kit';
import { normaliseUrl } from './normalise-url.ts';
import { isSelector } from './select-content.ts';

/** What one website source reads, with every default filled in. */
export interface WebsiteConfig {
  /** Normalised. */
  readonly url: string;
  readonly maxPages: number;
  /** Clicks from `url`; Infinity where there is no limit. */
  readonly maxDepth: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Sent to the origin of `url` alone. Secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly markdown: 'auto' | 'never';
  /** CSS selectors for what is read of a page, and for what is left out of it. */
  readonly contentSelector: string | undefined;
  readonly removeSelector: string | undefined;
  readonly sortQuery: boolean;
  readonly allowPrivate: boolean;
  readonly isPublic: boolean;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** Of one page. */
  readonly maxBytes: number;
  /** Of one request; a failed one is tried again. */
  readonly timeoutMs: number;
}

const globs = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : (value ?? [])),
  z.array(z.string('write a glob, such as "/guides/**"').min(1, 'a glob cannot be empty'), {
    error: 'write a list of globs, such as ["/guides/**"]',
  }),
);

const wholeNumber = (example: string) =>
  z.int(`write a whole number, such as ${example}`).positive('write a number above 0');

const address = 'write the address where the crawl starts, such as https://docs.example.com';

const selectorHelp = 'write a CSS selector, such as "main article, .guide"';
const selector = z.string(selectorHelp).min(1, selectorHelp).refine(isSelector, selectorHelp);

const fields = {
  url: z.string(address).refine((text) => normaliseUrl(text) !== undefined, address),
  max_pages: z.preprocess((value) => value ?? undefined, wholeNumber('1000').default(10_000)),
  max_depth: z.preprocess(
    (value) => value ?? undefined,
    z.int('write a whole number, such as 10').min(0, 'write 0 or more').optional(),
  ),
  include: globs,
  exclude: globs,
  headers: z.preprocess(
    (value) => value ?? {},
    z.record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'this is not the name of a header'),
      // Never shown in a message: it may be a key.
      z.string('write the value of the header as text').regex(/^[\t\x20-\x7e\x80-\xff]*$/, {
        error: 'this value has characters that no header may carry',
      }),
      { error: 'write the headers as a mapping, such as { Authorization: "Bearer …" }' },
    ),
  ),
  markdown: z.enum(['auto', 'never'], { error: 'write auto or never' }).default('auto'),
  content_selector: selector.optional(),
  remove_selector: selector.optional(),
  sort_query: z.boolean('write true or false').default(false),
  allow_private: z.boolean('write true or false').default(false),
  public: z.boolean('write true or false').default(true),
  concurrency: wholeNumber('2').max(64, 'write 64 or less').default(2),
  max_bytes: wholeNumber('10485760').default(10 * 1024 * 1024),
  timeout_seconds: z
    .number('write a number of seconds, such as 30')
    .positive('write a number above 0')
    .default(30),
};

export const options = z
  .strictObject(fields, { error: explainUnknownOptions(Object.keys(fields)) })
  .transform((config): WebsiteConfig => {
    const rules = { sortQuery: config.sort_query };
    return {
      url: normaliseUrl(config.url, undefined, rules) ?? config.url,
      maxPages: config.max_pages,
      maxDepth: config.max_depth ?? Number.POSITIVE_INFINITY,
      include: config.include,
      exclude: config.exclude,
      headers: config.headers,
      markdown: config.markdown,
      contentSelector: config.content_selector,
      removeSelector: config.remove_selector,
      sortQuery: config.sort_query,
      allowPrivate: config.allow_private,
      isPublic: config.public,
      concurrency: config.concurrency,
      maxBytes: config.max_bytes,
      timeoutMs: config.timeout_seconds * 1_000,
    };
  });
