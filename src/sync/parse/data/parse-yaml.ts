import { type YamlEntries, yamlEntries } from './yaml-entries.ts';

/** What the library makes of a text. */
interface YamlDocument {
  readonly errors: readonly Error[];
  toJS(): unknown;
}

interface YamlOptions {
  readonly parse: (source: string) => YamlDocument;
  /** What is parsed at a time. */
  readonly partLength?: number;
}

/** A syntax tree takes a hundred times the memory of its text. */
const usualPartLength = 64 * 1024;
/** How deep entries are divided: those of `components`, of `schemas`, of one schema. */
const maxDepth = 3;

/**
 * The value of a YAML document. A large mapping is parsed some entries at a time; where that does not
 * go well, because an alias stands in another part than its anchor or because something is wrong, all
 * of it is parsed in one.
 *
 * @throws what the library says is wrong with the document.
 */
export function parseYaml(text: string, options: YamlOptions): unknown {
  const { parse, partLength = usualPartLength } = options;
  if (text.length > partLength) {
    try {
      const entries = entriesIn(text, 0);
      if (entries !== undefined) return Object.fromEntries(entries);
    } catch {
      // Of a part, the library does not tell what is wrong with the document, or whether anything is.
    }
  }
  return parsed(text);

  /** The entries of a block mapping; undefined when the text is none. */
  function entriesIn(source: string, depth: number): readonly Entry[] | undefined {
    const all: Entry[] = [];
    for (const part of yamlEntries(source, partLength)) {
      const inner = depth < maxDepth ? innerOf(part, depth) : undefined;
      const value = parsed(inner && part.header !== undefined ? part.header : part.source);
      if (!isMapping(value)) throw new TypeError('It is no mapping.');
      for (const [key, own] of Object.entries(value)) {
        if (inner && own !== null) throw new TypeError('What is below is part of another value.');
        all.push([key, inner ? Object.fromEntries(inner) : own]);
      }
    }
    return all.length === 0 ? undefined : all;
  }

  /** The entries of the mapping that one long entry holds. */
  function innerOf({ source, header }: YamlEntries, depth: number) {
    return header === undefined ? undefined : entriesIn(source.slice(header.length), depth + 1);
  }

  function parsed(source: string): unknown {
    const document = parse(source);
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS();
  }
}

type Entry = readonly [key: string, value: unknown];

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
