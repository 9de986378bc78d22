import type { Found } from './endpoints.ts';

/** Undefined for what has no title. */
export function titleOf(found: Found): string | undefined {
  if (found.object === 'data_source') return textOf(found.title);
  for (const property of Object.values(found.properties)) {
    if (property.type === 'title') return textOf(property.title);
  }
  return undefined;
}

function textOf(parts: readonly { readonly plain_text: string }[]): string | undefined {
  const text = parts
    .map((part) => part.plain_text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? undefined : text;
}
