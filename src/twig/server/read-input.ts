import type * as z from 'zod';
import { cutText } from '#util/cut-text.ts';
import { refuse, type ServerContext } from './answers.ts';
import { faultsOf } from './faults-of.ts';
import { readBody } from './read-body.ts';

export type Input<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly answer: Response };

/** Of every JSON body; a push has its own limit. */
const maxJsonBytes = 1024 * 1024;

/** Beyond it, passing the value on to another thread or writing it again could fail. */
const maxDepth = 64;

/** Names in the warning header; a body may hold any number of unknown ones. */
const maxNamedFields = 20;

/**
 * Reads and checks a JSON body. The refusal names every bad field at once; fields that the schema
 * does not know are ignored, and named in `X-Twig-Ignored-Fields`.
 */
export async function readJson<Schema extends z.ZodObject>(
  context: ServerContext,
  schema: Schema,
): Promise<Input<z.output<Schema>>> {
  const type = mediaTypeOf(context);
  if (type !== '' && type !== 'application/json' && !type.endsWith('+json')) {
    return no(
      refuse(context, {
        code: 'invalid_request',
        message: `The body is ${cutText(type, 100)}; send JSON with Content-Type: application/json.`,
        details: { content_type: 'must be application/json' },
      }),
    );
  }
  const gzip = usesGzip(context);
  if (gzip === undefined) return no(refuseEncoding(context));
  const body = await readBody(context.req.raw, { maxBytes: maxJsonBytes, gzip });
  if (body.is === 'too-large') {
    return no(
      refuse(context, {
        code: 'payload_too_large',
        message: `The body is larger than ${maxJsonBytes} bytes.`,
        details: { max_bytes: maxJsonBytes },
      }),
    );
  }
  if (body.is === 'broken') {
    return no(refuse(context, { code: 'invalid_request', message: body.message }));
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body.bytes));
  } catch {
    return no(
      refuse(context, {
        code: 'invalid_request',
        message: 'The body is not a JSON object in UTF-8.',
        details: { body: 'is not valid JSON' },
      }),
    );
  }
  if (!isShallow(value)) {
    return no(
      refuse(context, {
        code: 'invalid_request',
        message: `The body is nested more than ${maxDepth} levels deep.`,
        details: { body: 'is nested too deeply' },
      }),
    );
  }
  return check(context, schema, value);
}

/** The media type of the body, in lower case and without parameters; empty when it is not told. */
export function mediaTypeOf(context: ServerContext): string {
  return (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Whether the body is compressed; undefined when it is in a way that we do not read. */
export function usesGzip(context: ServerContext): boolean | undefined {
  const encoding = (context.req.header('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'gzip') return true;
  return encoding === 'identity' ? false : undefined;
}

export function refuseEncoding(context: ServerContext): Response {
  return refuse(context, {
    code: 'invalid_request',
    message: 'A body may be compressed with Content-Encoding: gzip, or not at all.',
    details: { content_encoding: 'must be gzip or identity' },
  });
}

/** Walked level by level: what is nested too deeply would exhaust the stack of whoever walks down. */
function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return false;
    level = level.flatMap((entry) =>
      typeof entry === 'object' && entry !== null ? Object.values(entry) : [],
    );
  }
  return true;
}

/** Checks the query of a URL. */
export function readQuery<Schema extends z.ZodObject>(
  context: ServerContext,
  schema: Schema,
): Input<z.output<Schema>> {
  return check(context, schema, context.req.query());
}

function check<Schema extends z.ZodObject>(
  context: ServerContext,
  schema: Schema,
  value: unknown,
): Input<z.output<Schema>> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const details = faultsOf(parsed.error);
    const message = `The request is not valid: ${Object.keys(details).join(', ')}.`;
    return no(refuse(context, { code: 'invalid_request', message, details }));
  }
  const ignored = Object.keys(Object(value)).filter((name) => !Object.hasOwn(schema.shape, name));
  if (ignored.length > 0) {
    const names = ignored.slice(0, maxNamedFields).map(headerSafe);
    context.header('X-Twig-Ignored-Fields', names.join(', '));
  }
  return { ok: true, value: parsed.data };
}

function no<Value>(answer: Response): Input<Value> {
  return { ok: false, answer };
}

function headerSafe(name: string): string {
  return encodeURIComponent(name.toWellFormed().slice(0, 64).toWellFormed());
}
