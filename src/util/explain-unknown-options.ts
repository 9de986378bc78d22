import { nearestWord } from './nearest-word.ts';

/**
 * What to say of options that a schema does not know: each with the nearest one that it does. Made to
 * be the `error` of a zod `strictObject`; undefined for issues of any other kind.
 *
 * @example
 * z.strictObject(fields, { error: explainUnknownOptions(Object.keys(fields)) })
 */
export function explainUnknownOptions(known: readonly string[]) {
  return (issue: { readonly code?: string; readonly keys?: readonly string[] }) => {
    if (issue.code !== 'unrecognized_keys') return undefined;
    return (issue.keys ?? [])
      .map((key) => {
        const meant = nearestWord(key, known);
        const advice = meant ? `did you mean "${meant}"?` : `the options are ${known.join(', ')}`;
        return `there is no option "${key}", ${advice}`;
      })
      .join('; ');
  };
}
