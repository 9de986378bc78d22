import type { Json } from '#core/json.ts';

const maxLength = 256;

/**
 * What a JSON pointer (RFC 6901) leads to when that is a text or a number; undefined when it leads
 * nowhere, or to something that cannot be an id.
 */
export function pointedText(value: Json, pointer: string): string | undefined {
  let here: unknown = value;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Reflect.get(here, key);
  }
  const text = typeof here === 'number' ? String(here) : here;
  return typeof text === 'string' && text !== '' && text.length <= maxLength ? text : undefined;
}
