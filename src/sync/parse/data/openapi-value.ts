/** A member of an object; undefined of anything else. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : [];
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const fenceOrHeading = /^(`{3,}|~{3,})[\s\S]*?^\1|^(#{1,6})[ \t]+(.*?)[ \t]*#*$/gm;

/** A description, which is Markdown: its headings would take in what follows it, so they are bold text. */
export function prose(value: unknown): string {
  return textOf(value).replace(fenceOrHeading, (whole, _, marks?: string, title = '') =>
    marks === undefined ? whole : `**${title}**`,
  );
}

/** A description with sections of its own, one level below the title. */
export function sections(value: unknown): string {
  return textOf(value).replace(fenceOrHeading, (whole, _, marks?: string, title = '') =>
    marks === undefined ? whole : `${marks.length < 6 ? '#' : ''}${marks} ${title}`,
  );
}

/** A description inside a table. */
export function cell(value: unknown): string {
  return textOf(value).replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

/** References may lead to references; a circle ends here. */
const maxSteps = 10;

/** What a value stands for: itself, or what it refers to in the same description. */
export function resolved(api: unknown, value: unknown): unknown {
  let found = value;
  for (let step = 0; step < maxSteps; step++) {
    const reference = field(found, '$ref');
    if (typeof reference !== 'string') return found;
    if (!reference.startsWith('#/')) return found;
    found = reference
      .slice(2)
      .split('/')
      .reduce((parent, key) => field(parent, unescaped(key)), api);
  }
  return undefined;
}

function unescaped(key: string): string {
  const plain = key.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    // A sign that only looks like an escape.
    return plain;
  }
}
