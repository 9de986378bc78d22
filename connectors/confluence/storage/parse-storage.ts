import { Parser } from 'htmlparser2';

/** An element of the storage format; names keep their prefix: `ac:structured-macro`. */
export interface StorageElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly StorageNode[];
}

/** Text is a string, entities decoded. */
export type StorageNode = StorageElement | string;

/** Deeper nesting is no text of a person's: what lies deeper is kept flat. */
const maxDepth = 400;

/**
 * Reads the storage format: XML with prefixes that nobody declares, HTML's names for characters, and
 * CDATA for text that is not markup. What is malformed is read as far as it goes: all its text stays.
 */
export function parseStorage(text: string): readonly StorageNode[] {
  const root: StorageNode[] = [];
  const open: StorageNode[][] = [root];
  const top = () => open[Math.min(open.length, maxDepth) - 1] ?? root;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const children: StorageNode[] = [];
        top().push({ name, attributes, children });
        open.push(children);
      },
      ontext(data) {
        const children = top();
        const last = children.at(-1);
        if (typeof last === 'string') children[children.length - 1] = last + data;
        else children.push(data);
      },
      onclosetag() {
        if (open.length > 1) open.pop();
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(withKnownEntities(text));
  return root;
}

/** XML knows five names; the storage format uses HTML's. What stands in CDATA is no markup. */
function withKnownEntities(text: string): string {
  return text.replace(
    /<!\[CDATA\[[\s\S]*?\]\]>|&(?!(?:lt|gt|amp|quot|apos);)[a-zA-Z][a-zA-Z0-9]{1,31};/g,
    (found) => (found.startsWith('<') ? found : decodeName(found)),
  );
}

const decoded = new Map<string, string>();

function decodeName(entity: string): string {
  let character = decoded.get(entity);
  if (character === undefined) {
    character = '';
    const parser = new Parser({
      ontext: (data) => {
        character += data;
      },
    });
    parser.end(entity);
    // A name that nobody knows decodes to itself, and its ampersand is one.
    character = character.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    if (decoded.size < 3_000) decoded.set(entity, character);
  }
  return character;
}

export function isElement(node: StorageNode): node is StorageElement {
  return typeof node !== 'string';
}

/** The first child of that name. */
export function childOf(element: StorageElement, name: string): StorageElement | undefined {
  return element.children.find(
    (child): child is StorageElement => isElement(child) && child.name === name,
  );
}

export function textOf(nodes: readonly StorageNode[]): string {
  return nodes.map((node) => (isElement(node) ? textOf(node.children) : node)).join('');
}

/** A parameter of a macro: its text. */
export function parameterOf(macro: StorageElement, name: string): string | undefined {
  const found = parameterElement(macro, name);
  return found && (textOf(found.children).trim() || undefined);
}

export function parameterElement(macro: StorageElement, name: string): StorageElement | undefined {
  return macro.children.find(
    (child): child is StorageElement =>
      isElement(child) &&
      child.name === 'ac:parameter' &&
      (child.attributes['ac:name'] ?? '') === name,
  );
}

export function* elementsBelow(nodes: readonly StorageNode[]): Generator<StorageElement> {
  for (const node of nodes) {
    if (!isElement(node)) continue;
    yield node;
    yield* elementsBelow(node.children);
  }
}

export function macroName(element: StorageElement): string {
  return (element.attributes['ac:name'] ?? '').toLowerCase();
}
