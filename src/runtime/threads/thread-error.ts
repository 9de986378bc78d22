import * as errors from '#core/errors.ts';

/** An error as data: cloning between threads keeps neither its class nor its own fields. */
export interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause: ThreadError | undefined;
}

export function toThreadError(error: Error): ThreadError {
  const { name, message, stack, cause } = error;
  const fields = Object.entries(error).filter(([key, value]) => key !== 'name' && isPlain(value));
  return {
    name,
    message,
    stack,
    fields: Object.fromEntries(fields),
    cause: cause instanceof Error && cause !== error ? toThreadError(cause) : undefined,
  };
}

/** What stays itself in another thread whatever it came from. */
function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}

/** The same error on this side: one of `core/errors` is an instance of its class again. */
export function fromThreadError(data: ThreadError): Error {
  const { name, message, stack, fields } = data;
  const cause = data.cause && fromThreadError(data.cause);
  const Class = classes.get(name);
  const code = typeof fields.code === 'string' ? fields.code : 'unforeseen';
  const revived = Class
    ? new Class(message, { code, cause })
    : new Error(message, cause && { cause });
  return Object.assign(revived, { ...fields, name, stack });
}

type ErrorClass = new (message: string, details: errors.ErrorDetails) => errors.TwigkitError;

const { TwigkitError: _abstract, ...concrete } = errors;
const classes: ReadonlyMap<string, ErrorClass> = new Map(Object.entries(concrete));
