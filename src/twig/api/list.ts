import * as z from 'zod';

/** Query of every list call: default 50, at most 200. */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});

/** `{<noun>: […], total, limit, offset}`. */
export function listOf<Noun extends string, Entry extends z.ZodType>(noun: Noun, entry: Entry) {
  return z.object({
    ...({ [noun]: z.array(entry) } as { [Key in Noun]: z.ZodArray<Entry> }),
    total: z.int(),
    limit: z.int(),
    offset: z.int(),
  });
}
