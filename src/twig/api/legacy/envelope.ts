import * as z from 'zod';

const success = z.literal('success');

/** `{data, status: "success"}`. */
export function dataOf<Data extends z.ZodType>(data: Data) {
  return z.object({ data, status: success });
}

/** `{data: […], total, status: "success"}`. */
export function dataListOf<Entry extends z.ZodType>(entry: Entry) {
  return z.object({ data: z.array(entry), total: z.int(), status: success });
}

/** The request id is in the header `X-Request-Id` alone. */
export const legacyErrorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()),
  }),
  status: z.literal('error'),
});
export type LegacyErrorBody = z.infer<typeof legacyErrorBody>;
