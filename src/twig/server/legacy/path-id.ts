import { legacyId } from '#twig/api/legacy/legacy-id.ts';
import type { ServerContext } from '../answers.ts';

/** The id in the path, as v1 writes it. */
export function pathId(context: ServerContext): string {
  const id = context.req.param('id') ?? '';
  // What is too long to be an id is looked up as it is, and not found.
  return legacyId.safeParse(id).data ?? id;
}
