import type * as z from 'zod';
import type { ServerContext } from '../answers.ts';
import type { AskV1, V1Call } from './ask-v1.ts';

export type Passed<Value> =
  | { readonly ok: true; readonly value: Value }
  /** v1's refusal; it is put into these calls' envelope on its way out. */
  | { readonly ok: false; readonly answer: Response };

/** Does a call of v1 and reads its answer. */
export async function passOn<Schema extends z.ZodType>(
  ask: AskV1,
  context: ServerContext,
  call: V1Call,
  schema: Schema,
): Promise<Passed<z.output<Schema>>> {
  const answer = await ask(context, call);
  if (!answer.ok) return { ok: false, answer: await refusalOf(context, answer) };
  return { ok: true, value: schema.parse(await answer.json()) };
}

/** v1's refusal as an answer of the request that it was made for, with the headers of both. */
export async function refusalOf(context: ServerContext, answer: Response): Promise<Response> {
  for (const name of ['retry-after', 'content-type']) {
    const value = answer.headers.get(name);
    if (value !== null) context.header(name, value);
  }
  // Any status that a handler answered with can be answered with again.
  return context.body(await answer.text(), answer.status as 400);
}
