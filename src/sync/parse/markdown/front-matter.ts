import type { SkipReason } from '#core/document.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { readSimpleToml } from './toml-front-matter.ts';

export interface FrontMatter {
  /** Where the visible text begins. */
  readonly end: number;
  readonly metadata: JsonObject;
  readonly skip: SkipReason | undefined;
}

const none: FrontMatter = { end: 0, metadata: {}, skip: undefined };

/**
 * Reads the YAML between `---` lines, or the TOML between `+++` lines, at the start of a document. It
 * is never visible text. Front matter that is broken YAML costs its metadata, not the document; what
 * is no mapping at all (prose between two thematic breaks) is not front matter and stays visible.
 */
export async function readFrontMatter(text: string): Promise<FrontMatter> {
  const toml = /^\+\+\+[ \t]*\n([\s\S]*?)(?<=\n)\+\+\+[ \t]*(?:\n|$)/.exec(text);
  if (toml) {
    const entries = readSimpleToml(toml[1] ?? '');
    return { end: toml[0].length, metadata: metadataOf(entries), skip: skipOf(entries) };
  }
  const match = /^---[ \t]*\n([\s\S]*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  const source = match?.[1];
  if (match === null || source === undefined) return none;
  const end = match[0].length;
  const { parseDocument } = await import('../yaml.ts');
  const document = parseDocument(source, { logLevel: 'silent' });
  if (document.errors.length > 0) {
    return /^[\w-]+[ \t]*:/m.test(source) ? { ...none, end } : none;
  }
  const value: unknown = plainValue(() => document.toJS());
  if (source.trim() === '') return { ...none, end };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return none;
  const entries = new Map(Object.entries(value));
  return { end, metadata: metadataOf(entries), skip: skipOf(entries) };
}

/** YAML whose aliases multiply beyond the library's limit has no value. */
function plainValue(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof ReferenceError) return {};
    throw error;
  }
}

/** Scalars and lists of scalars: what a filter or a citation can use. */
function metadataOf(entries: ReadonlyMap<string, unknown>): JsonObject {
  const metadata: [string, Json][] = [];
  for (const [key, value] of entries) {
    if (isScalar(value)) metadata.push([key, value]);
    else if (Array.isArray(value) && value.every(isScalar)) metadata.push([key, value]);
  }
  return Object.fromEntries(metadata);
}

function isScalar(value: unknown): value is string | number | boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  );
}

function skipOf(entries: ReadonlyMap<string, unknown>): SkipReason | undefined {
  for (const code of ['draft', 'noindex']) {
    if (entries.get(code) === true)
      return { code, message: `Its front matter says ${code}: true.` };
  }
  return undefined;
}
