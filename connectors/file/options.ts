import * as z from 'zod';
import { explainUnknownOptions } from '#kit';
import { type UrlStyle, urlStyles } from './published-url.ts';

/** What one file source reads and how its documents look, with every default filled in. */
export interface FileConfig {
  /** A file or folder, absolute or relative to the folder of the configuration. */
  readonly path: string;
  /** Globs relative to `path`; undefined means the kinds of file in `defaultInclude`. */
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[];
  /** Where the files can be read on the web, without a trailing slash. */
  readonly publishedUrl: string | undefined;
  /** How the site writes the addresses of its pages. */
  readonly urlStyle: UrlStyle;
  readonly isPublic: boolean;
  readonly maxBytes: number;
}

const globs = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : (value ?? undefined)),
  z
    .array(z.string('write a glob, such as "**/*.md"').min(1, 'a glob cannot be empty'), {
      error: 'write a list of globs, such as ["**/*.md"]',
    })
    .optional(),
);

const publishedUrl = z.preprocess(
  // `${SITE_URL:-}` gives an empty text where nothing is set.
  (value) => (value === '' || value === null ? undefined : value),
  z
    .url({
      protocol: /^https?$/,
      error: 'write the address of the public site, such as https://docs.example.com',
    })
    .refine((url) => !/[?#]/.test(url), 'the address cannot carry a query or a fragment')
    .optional(),
);

const path = z
  .string('write the file or folder to read, such as docs')
  .min(1, 'write the file or folder to read, such as docs')
  .refine((text) => !text.includes('\0'), 'a path cannot contain a NUL character');

const maxBytes = z
  .int('write a whole number of bytes, such as 10485760')
  .positive('write a number above 0');

const fields = {
  path,
  include: globs,
  exclude: globs,
  published_url: publishedUrl,
  url_style: z.enum(urlStyles, `write one of ${urlStyles.join(', ')}`).default('clean'),
  public: z.boolean('write true or false').default(true),
  max_bytes: maxBytes.default(10 * 1024 * 1024),
};

export const options = z
  .strictObject(fields, { error: explainUnknownOptions(Object.keys(fields)) })
  .transform((config): FileConfig => {
    const { include, exclude } = config;
    return {
      path: config.path,
      include: include === undefined || include.length === 0 ? undefined : include,
      exclude: exclude ?? [],
      publishedUrl: config.published_url?.replace(/\/+$/, ''),
      urlStyle: config.url_style,
      isPublic: config.public,
      maxBytes: config.max_bytes,
    };
  });
