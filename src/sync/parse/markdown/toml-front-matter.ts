const pair = /^([\w-]+)[ \t]*=[ \t]*(.+?)[ \t]*$/;

/**
 * The simple keys of TOML: strings, numbers, booleans and lists of strings, each on one line, before
 * the first table. The rest is not read.
 */
export function readSimpleToml(source: string): ReadonlyMap<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const line of source.split('\n')) {
    if (/^[ \t]*\[/.test(line)) break;
    const [, key, written] = pair.exec(line) ?? [];
    const value = written === undefined ? undefined : tomlValue(written);
    if (key !== undefined && value !== undefined) entries.set(key, value);
  }
  return entries;
}

function tomlValue(written: string): unknown {
  const text = stringOf(written);
  if (text !== undefined) return text;
  const bare = written.replace(/[ \t]+#.*$/, '');
  if (bare === 'true' || bare === 'false') return bare === 'true';
  if (/^[+-]?\d[\d_]*(?:\.\d+)?$/.test(bare)) return Number(bare.replaceAll('_', ''));
  const items = /^\[(.*)\]$/.exec(bare)?.[1];
  if (items === undefined) return undefined;
  return [...items.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g)].map(([item]) => stringOf(item));
}

function stringOf(written: string): string | undefined {
  const literal = /^'([^']*)'[ \t]*(?:#.*)?$/.exec(written)?.[1];
  if (literal !== undefined) return literal;
  const basic = /^"((?:[^"\\]|\\.)*)"[ \t]*(?:#.*)?$/.exec(written)?.[1];
  return basic?.replace(/\\(["\\nt])/g, (_, sign: string) =>
    sign === 'n' ? '\n' : sign === 't' ? '\t' : sign,
  );
}
