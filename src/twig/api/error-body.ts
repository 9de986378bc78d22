import * as z from 'zod';

/** v1's error envelope, on every answer that is not a success. */
export const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()),
  }),
  request_id: z.string(),
});
export type ErrorBody = z.infer<typeof errorBody>;

/** HTTP status of each error code. The first seven are the seed's; 409 and 413 come with push. */
export const statusOfCode = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  rate_limit_exceeded: 429,
  internal_error: 500,
  service_unavailable: 503,
  storage_full: 507,
  conflict: 409,
  payload_too_large: 413,
} as const;
export type ErrorCode = keyof typeof statusOfCode;
