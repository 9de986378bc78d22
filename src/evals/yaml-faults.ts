import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type * as z from 'zod';
import { cutText } from '#util/cut-text.ts';
import { nearestWord } from '#util/nearest-word.ts';

/** One thing to correct in a YAML file. */
export interface Fault {
  /** From 1. */
  readonly line: number;
  /** What was found, what was expected, what to write: one sentence each. */
  readonly text: string;
}

/** What belongs under a key: `expected` completes "expected …", `write` is an example. */
export interface KeyHelp {
  readonly expected: string;
  readonly write: string;
}

export interface YamlText {
  readonly document: Document.Parsed;
  lineAt(offset: number): number;
}

type Path = readonly PropertyKey[];

/** Reads YAML and keeps where everything stands. Faults of syntax are in `document.errors`. */
export function readYaml(text: string): YamlText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  return { document, lineAt: (offset) => Math.max(1, lineCounter.linePos(offset).line) };
}

const cures: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'The same key stands twice: keep one.',
  TAB_AS_INDENT: 'Indent with spaces, not with tabs.',
  BAD_INDENT: 'Close every bracket and brace; keys of one entry begin in the same column.',
  BLOCK_AS_IMPLICIT_KEY: 'Put text that has ": " in it between quotes.',
  MULTILINE_IMPLICIT_KEY:
    'A key and its colon stand on one line; put text that has ": " in it between quotes.',
  MISSING_CHAR: 'A quote, a bracket or a brace is not closed.',
  MULTIPLE_DOCS: 'One file holds one suite: remove the line "---" and what follows.',
};

/** Faults of syntax, in the order of the file. */
export function syntaxFaults(yaml: YamlText): readonly Fault[] {
  return yaml.document.errors.map((error) => ({
    line: yaml.lineAt(error.pos[0]),
    text: `not valid YAML: ${cutText(error.message, 160)}. ${cures[error.code] ?? 'Check quotes and indentation here.'}`,
  }));
}

export interface SchemaWords {
  helpFor(path: Path): KeyHelp;
  knownKeys(path: Path): readonly string[];
}

/** What a schema found wrong, as faults that name the line, what was found and what to write. */
export function schemaFaults(
  yaml: YamlText,
  issues: readonly z.core.$ZodIssue[],
  words: SchemaWords,
): readonly Fault[] {
  const misspelt = new Set<string>();
  const unknown = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const known = words.knownKeys(issue.path);
    return issue.keys.map((key) => {
      const meant = nearestWord(key, known);
      if (meant !== undefined) misspelt.add(nameOf([...issue.path, meant]));
      return unknownKey(yaml, { path: issue.path, key, known, meant });
    });
  });
  const others = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return [];
    const line = lineOf(yaml, issue.path);
    const name = nameOf(issue.path);
    const fault = (text: string): Fault => ({
      line,
      text: name === '' ? text : `${name}: ${text}`,
    });
    if (issue.code === 'custom') return [fault(issue.message)];
    const node = nodeAt(yaml, issue.path);
    // The key is there, but misspelt: one fault is enough.
    if (node === undefined && misspelt.has(name)) return [];
    const { expected, write } = words.helpFor(issue.path);
    return [fault(`found ${describeFound(node)}, expected ${expected}. Write ${write}`)];
  });
  return [...unknown, ...others];
}

interface UnknownKey {
  readonly path: Path;
  readonly key: string;
  readonly known: readonly string[];
  readonly meant: string | undefined;
}

function unknownKey(yaml: YamlText, { path, key, known, meant }: UnknownKey): Fault {
  const map = nodeAt(yaml, path);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  const offset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  return {
    line: offset === undefined ? lineOf(yaml, path) : yaml.lineAt(offset),
    text:
      `found the unknown key \`${cutText(key, 60)}\`, expected one of ${known.join(', ')}. ` +
      (meant === undefined ? 'Remove it' : `Write \`${meant}\``),
  };
}

/** The line of a value, or of the nearest thing around it when it is missing. */
export function lineOf(yaml: YamlText, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = nodeAt(yaml, path.slice(0, length))?.range?.[0];
    if (offset !== undefined) return yaml.lineAt(offset);
  }
  return 1;
}

function nodeAt(yaml: YamlText, path: Path): Node | undefined {
  let node: Node | undefined = yaml.document.contents ?? undefined;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(yaml.document);
    if (node === undefined || !('get' in node)) return undefined;
    // With `keepScalar` a collection gives the node of an entry, or undefined.
    node = node.get(step, true) as Node | undefined;
  }
  return node;
}

/** `questions[2].targets[1].anchor`, counted from 1 as people count entries. */
function nameOf(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`))
    .join('')
    .slice(1);
}

function describeFound(node: Node | undefined): string {
  if (node === undefined) return 'nothing';
  if (isMap(node)) return 'keys and values';
  if (isSeq(node)) return node.items.length === 0 ? 'an empty list' : 'a list';
  if (!isScalar(node)) return 'an alias';
  const { value } = node;
  if (value === null || value === '') return 'nothing';
  if (typeof value === 'string') return `the text "${cutText(value, 60)}"`;
  return `the ${typeof value === 'number' ? 'number' : 'value'} ${String(value)}`;
}
