const inlineNames: ReadonlySet<string> = new Set(
  (
    'a abbr acronym b bdi bdo big blink br cite code data del dfn em font i img ins kbd label mark nobr picture q ' +
    'rb rt ruby s samp slot small span strike strong sub sup time tt u var wbr math mjx-container'
  ).split(' '),
);

/**
 * Whether an element stays in the line of what is around it. Elements that a page invents do, unless
 * a style says otherwise; every other one begins a new line.
 */
export function isInline(name: string | undefined): boolean {
  return name !== undefined && (inlineNames.has(name) || name.includes('-'));
}
