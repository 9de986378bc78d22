import type * as z from 'zod';

/** What a call takes and answers, beside its path: enough to check an answer and to describe the call. */
export interface Operation {
  /** A few words for a heading: `Agents`. */
  readonly group: string;
  readonly query?: z.ZodObject;
  /** As JSON. */
  readonly body?: z.ZodType;
  /** Lines of JSON that may be sent in place of a body. */
  readonly lines?: z.ZodType;
  /** Of a success. */
  readonly status: 200 | 201 | 202 | 204;
  /** Left out: there is no body. */
  readonly answer?: z.ZodType;
  /** `data:` of each event, when the request asked for a stream. */
  readonly event?: z.ZodType;
  /** The refusals that are the call's own; every call may be refused with 400, 401, 403, 429, 500, 503. */
  readonly refusals?: readonly (404 | 409 | 413)[];
}
