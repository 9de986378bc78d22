import { FixInputError } from '#core/errors.ts';
import { nearestWord } from '#util/nearest-word.ts';
import { type SignatureScheme, signatureSchemes } from '#webhook/scheme.ts';
import type { Project } from '../../load-project.ts';

/** The scheme of the flag, else that of the configuration. */
export function givenScheme(
  name: string | undefined,
  project: Pick<Project, 'scheme'>,
): SignatureScheme {
  if (name === undefined) return project.scheme;
  const known: ReadonlyMap<string, SignatureScheme> = new Map(Object.entries(signatureSchemes));
  const scheme = known.get(name);
  if (scheme) return scheme;
  const meant = nearestWord(name, [...known.keys()]);
  throw new FixInputError(`There is no signature scheme "${name}".`, {
    code: 'unknown_scheme',
    hint: meant ? `Did you mean "${meant}"?` : `The schemes are ${[...known.keys()].join(', ')}.`,
  });
}
