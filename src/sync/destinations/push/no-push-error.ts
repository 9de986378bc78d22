import { StopRunError } from '#core/errors.ts';

/** The server cannot be pushed to; what to do instead is the same however we found out. */
export function noPushError(what: string, cause?: unknown): StopRunError {
  return new StopRunError(what, {
    code: 'no_push',
    hint: 'Set `delivery: trigger` for a public website that Twig can read itself, `publish` or `kb` for anything else, or use a server that takes documents (`twigkit serve`).',
    cause,
  });
}
