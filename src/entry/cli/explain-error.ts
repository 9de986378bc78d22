import { TwigkitError } from '#core/errors.ts';
import { asError } from '#util/as-error.ts';
import type { World } from './world.ts';

/** An error as a person should read it: what happened, what to do now; its cause on request. */
export function explainError(thrown: unknown, world: Pick<World, 'env'>): string {
  const error = asError(thrown);
  if (!(error instanceof TwigkitError)) {
    // Not foreseen: whoever mends it needs the place.
    return `twigkit failed unexpectedly: ${error.stack ?? error.message}`;
  }
  const hint = error.hint === undefined ? '' : `\n${error.hint}`;
  const cause = world.env.TWIGKIT_DEBUG && error.cause ? `\n${asError(error.cause).stack}` : '';
  return `${error.message}${hint}${cause}`;
}
