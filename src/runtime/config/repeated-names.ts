import type { ConfigFault } from './config-fault.ts';
import type { YamlDocument } from './yaml-document.ts';

/**
 * Two sources of one name would fill the same data source and delete each other's documents; two
 * secrets of one id could not be told apart. Looked for in any shape of file, so that these faults
 * are reported together with all others.
 */
export function repeatedNames(written: unknown, yaml: YamlDocument): readonly ConfigFault[] {
  return [
    ...repeated(yaml, { list: ['sources'], items: inside(written, 'sources'), key: 'name' }),
    ...repeated(yaml, {
      list: ['webhooks', 'secrets'],
      items: inside(inside(written, 'webhooks'), 'secrets'),
      key: 'id',
    }),
  ];
}

interface NamedList {
  readonly list: readonly string[];
  readonly items: unknown;
  readonly key: string;
}

function repeated(yaml: YamlDocument, { list, items, key }: NamedList): readonly ConfigFault[] {
  const faults: ConfigFault[] = [];
  const firstLines = new Map<string, number>();
  for (const [index, item] of (Array.isArray(items) ? items : []).entries()) {
    const name = inside(item, key);
    if (typeof name !== 'string' || name.trim() === '') continue;
    const { line, column, unresolved } = yaml.locate([...list, index, key]);
    if (unresolved) continue;
    const first = firstLines.get(name.trim());
    firstLines.set(name.trim(), first ?? line);
    if (first === undefined) continue;
    faults.push({
      line,
      column,
      message: `found the ${key} ${JSON.stringify(name)} again (first on line ${first}), expected every ${key} once. Write: another ${key}.`,
    });
  }
  return faults;
}

function inside(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
