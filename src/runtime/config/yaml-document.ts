import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { ConfigFault, Position } from './config-fault.ts';
import { interpolate } from './interpolate.ts';
import { yamlFaults } from './yaml-faults.ts';

/** A YAML file with its variables put in, that still knows where everything was written. */
export interface YamlDocument {
  readonly value: unknown;
  /** Faults of the syntax (then `value` is undefined) or of the variables. */
  readonly faults: readonly ConfigFault[];
  /** The place of a value; of what it is missing from, where it does not exist. */
  locate(path: readonly PropertyKey[]): Place;
  /** The place of a key of the mapping at `path`. */
  locateKey(path: readonly PropertyKey[], key: string): Place;
}

export interface Place extends Position {
  /** Whether there is something at the path; an empty value is nothing. */
  readonly exists: boolean;
  /** The text as written, when variables were put into it. */
  readonly template: string | undefined;
  /** Whether one of its variables could not be put in, which is a fault of its own. */
  readonly unresolved: boolean;
}

/** Variables are put into text values only, after parsing, so no value can change the structure. */
export function readYaml(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Warnings become faults; the parser itself must not print them.
    logLevel: 'error',
  });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const broken = yamlFaults(document, text, positionAt);
  const variables =
    broken.length > 0 ? noVariables : putVariablesIn({ document, text, env, positionAt });
  const placeOf = (node: Node | null | undefined, exists: boolean): Place => ({
    ...positionAt(node?.range?.[0] ?? 0),
    exists,
    template: node ? variables.templates.get(node) : undefined,
    unresolved: node ? variables.unresolved.has(node) : false,
  });
  return {
    ...toValue(document, [...broken, ...variables.faults], broken.length > 0),
    locate(path) {
      const { node, exists } = walk(document, path);
      return placeOf(node, exists);
    },
    locateKey(path, key) {
      const { node } = walk(document, path);
      return placeOf(isMap(node) ? keyNode(node, key) : node, true);
    },
  };
}

interface Variables {
  /** What was written in the texts that held variables. */
  readonly templates: ReadonlyMap<Node, string>;
  readonly unresolved: ReadonlySet<Node>;
  readonly faults: readonly ConfigFault[];
}

const noVariables: Variables = { templates: new Map(), unresolved: new Set(), faults: [] };

interface Target {
  readonly document: Document.Parsed;
  readonly text: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  positionAt(offset: number): Position;
}

/** Replaces the texts in `document` itself. */
function putVariablesIn({ document, text, env, positionAt }: Target): Variables {
  const templates = new Map<Node, string>();
  const unresolved = new Set<Node>();
  const faults: ConfigFault[] = [];
  visit(document, {
    Scalar(role, scalar) {
      const template = scalar.value;
      if (role === 'key' || typeof template !== 'string') return;
      const replaced = interpolate(template, env);
      if (replaced.text === template && replaced.faults.length === 0) return;
      scalar.value = replaced.text;
      templates.set(scalar, template);
      if (replaced.faults.length > 0) unresolved.add(scalar);
      let offset = scalar.range?.[0] ?? 0;
      for (const { reference, message } of replaced.faults) {
        // An escape in a quoted text may spell the reference otherwise; then the text's start must do.
        const found = text.indexOf(reference, offset);
        if (found >= 0) offset = found;
        faults.push({ ...positionAt(offset), message: `found "${reference}", ${message}.` });
        if (found >= 0) offset += reference.length;
      }
    },
  });
  return { templates, unresolved, faults };
}

function toValue(
  document: Document.Parsed,
  faults: readonly ConfigFault[],
  broken: boolean,
): Pick<YamlDocument, 'value' | 'faults'> {
  if (broken) return { value: undefined, faults };
  try {
    return { value: document.toJS(), faults };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message =
      'found aliases ("*name") that repeat each other without end, expected few. Write the values out.';
    return { value: undefined, faults: [...faults, { line: 1, column: 1, message }] };
  }
}

/** The node at a path, through aliases; where the path ends early, the last node on the way. */
function walk(
  document: Document.Parsed,
  path: readonly PropertyKey[],
): { readonly node: Node | null; readonly exists: boolean } {
  let node: Node | null = document.contents;
  for (const part of path) {
    const inner: unknown = isMap(node) || isSeq(node) ? node.get(part, true) : undefined;
    // `get` with `true` gives nodes; only a tree built by hand could hold plain values.
    const next = isAlias(inner) ? inner.resolve(document) : (inner as Node | undefined);
    if (!next) return { node, exists: false };
    node = next;
  }
  return { node, exists: !(isScalar(node) && node.value === null) };
}

function keyNode(map: YAMLMap, key: string): Node | undefined {
  return map.items
    .map((pair) => pair.key)
    .find((node): node is Scalar => isScalar(node) && String(node.value) === key);
}
