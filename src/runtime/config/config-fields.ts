import * as z from 'zod';
import { nearestWord } from '#util/nearest-word.ts';
import { parseDuration } from '#util/parse-duration.ts';
import { nearestEvent, readEventName } from './event-name.ts';
import { isHttpAddress } from './http-address.ts';
import { isOwnConnector } from './own-connector.ts';
import { namedFrequencies, parseSyncFrequency } from './sync-frequency.ts';

/** The message of an issue, to be read after `found …, `. */
export function expected(what: string, example: string): string {
  return `expected ${what}. Write: ${example}`;
}

export function mapping<Shape extends z.core.$ZodLooseShape>(example: string, shape: Shape) {
  return z.strictObject(shape, { error: expected('a mapping', example) });
}

export function list<Item extends z.ZodType>(example: string, item: Item) {
  return z.array(item, { error: expected('a list', example) });
}

export function text(what: string, example: string, maxLength = Number.POSITIVE_INFINITY) {
  const error = expected(what, example);
  return z
    .string({ error })
    .trim()
    .refine((value) => value.length >= 1 && value.length <= maxLength, { error });
}

/** Kept to the byte: white space around a secret is part of it. */
export function secretText() {
  const error = expected('a secret that is not empty', `value: "\${TWIG_WEBHOOK_SECRET}"`);
  return z.string({ error }).refine((value) => value.trim() !== '', { error });
}

/** An empty text, which is what `${NAME:-}` may leave, says nothing. */
export function optionalText(what: string, example: string) {
  return z.string({ error: expected(what, example) }).nullish();
}

export function oneOf<const Value extends string>(key: string, values: readonly Value[]) {
  return z.enum(values, {
    error: ({ input }) =>
      expected(
        values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`,
        `${key}: ${nearest(input, values) ?? values[0]}`,
      ),
  });
}

/** One of our connectors or, where they may be loaded, the path of one of the user's own. */
export function sourceType(types: readonly string[], ownConnectors = false) {
  const error = ({ input }: { readonly input?: unknown }) => {
    const own = ownConnectors
      ? ', or the path of a connector of your own (./my-connector.ts)'
      : typeof input === 'string' && isOwnConnector(input)
        ? ' (connectors of your own are not loaded here)'
        : '';
    const what = types.length === 1 ? `${types[0]}` : `one of ${types.join(', ')}`;
    return expected(`${what}${own}`, `type: ${nearest(input, types) ?? types[0]}`);
  };
  return z
    .string({ error })
    .refine((type) => types.includes(type) || (ownConnectors && isOwnConnector(type)), { error });
}

function nearest(input: unknown, values: readonly string[]): string | undefined {
  return typeof input === 'string' ? nearestWord(input, values) : undefined;
}

/** Text of digits counts: a variable's value is text, and `max_tokens: ${MAX_TOKENS}` is what people mean. */
export function wholeNumber(example: string, lowest: number) {
  const error = expected(`a whole number of at least ${lowest}`, example);
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
    z.int({ error }).min(lowest, { error }),
  );
}

export function frequency() {
  const error = ({ input }: { readonly input?: unknown }) =>
    looksLikeCron(input)
      ? expected(
          'five cron fields (minute, hour, day of month, month, day of week) and a time zone',
          'sync_frequency: "0 6 * * 1-5 Europe/Berlin"',
        )
      : expected(
          `one of ${namedFrequencies.join(', ')} or a cron line`,
          `sync_frequency: ${nearest(input, namedFrequencies) ?? 'daily'}`,
        );
  return z.string({ error }).refine((value) => parseSyncFrequency(value) !== undefined, { error });
}

function looksLikeCron(input: unknown): boolean {
  return typeof input === 'string' && /[*\d].*\s/.test(input);
}

/** Kept as text: whoever fills in the defaults reads it. */
export function duration(example: string) {
  const error = expected('a time such as 90m, 24h, 2d or 1w', example);
  return z.string({ error }).refine((value) => parseDuration(value) !== undefined, { error });
}

export function eventName() {
  const error = ({ input }: { readonly input?: unknown }) => {
    const name = typeof input === 'string' ? nearestEvent(input) : undefined;
    return expected('the name of a webhook event', `on: [${name ?? 'data_source.synced'}]`);
  };
  return z.string({ error }).refine((value) => readEventName(value) !== undefined, { error });
}

export function baseUrl(example = 'base_url: https://api.twig.so') {
  const error = expected('an http or https address', example);
  return z.string({ error }).refine((value) => value === '' || isHttpAddress(value), { error });
}

export function instant(key: string) {
  const error = expected(
    'an instant with its offset from UTC, or a day',
    `${key}: 2031-01-31T00:00:00Z`,
  );
  return z.union([z.iso.datetime({ offset: true }), z.iso.date()], { error });
}
