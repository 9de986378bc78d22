import type * as z from 'zod';
import { RetryError } from '#core/errors.ts';

/**
 * A parsed answer in the shape that a connector reads.
 *
 * @param what names the answer in messages: `the file "Plan"`
 *
 * @throws RetryError `bad_answer`, with the place that is wrong.
 */
export function readShape<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  what: string,
): z.output<Schema> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = issue?.path.map(String).join('.') || 'the whole';
  throw new RetryError(
    `The answer for ${what} is not as documented: ${place}: ${issue?.message}.`,
    {
      code: 'bad_answer',
    },
  );
}
