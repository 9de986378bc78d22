import { attribute, classesOf } from './html-node.ts';
import type { VisibleNode } from './visible-node.ts';
import type { Around } from './write-blocks.ts';

/** Around code, `lang-en` may be the language of the page. */
const natural = /^lang-/;

/** Prefixes: Prism and highlight.js, Sphinx, SyntaxHighlighter, GitHub, org-mode. */
const marked = /^(?:language|lang|highlight-source|highlight-text|highlight|brush|src)[-:_](.+)$/;

/** Classes beside which the language stands alone: highlight.js, Pandoc, Prettify. */
const markers: ReadonlySet<string> = new Set(['hljs', 'sourceCode', 'prettyprint', 'brush:']);

/** Highlighters that mean: no language, or one that they guess. */
const nothing: ReadonlySet<string> = new Set(
  'default none text plain plaintext txt source linenums html-basic wrapper'.split(' '),
);

/** How far out a highlighter puts its box, in elements; a table for line numbers takes four. */
const reach = 6;

/** The language of a `pre`, from the classes of itself, its `code` and the elements around it. */
export function codeLanguage(pre: VisibleNode, around: Around | undefined): string | undefined {
  const own = [...pre.children.filter((child) => child.name === 'code'), pre];
  const nodes: VisibleNode[] = [...own];
  let place = around;
  for (let at = 0; at < reach && place !== undefined; at++, place = place.outer) {
    nodes.push(place.node);
  }
  for (const node of nodes) {
    const name = languageOf(node, { own: own.includes(node) });
    if (name) return nothing.has(name) ? undefined : name;
  }
  return undefined;
}

/** A box of lines that is code although it is no `pre`: Doxygen's `fragment`. */
export function isCodeBox(node: VisibleNode): boolean {
  return (
    node.classes.includes('fragment') &&
    node.children.some((child) => child.classes.includes('line'))
  );
}

function languageOf(node: VisibleNode, { own }: { readonly own: boolean }): string | undefined {
  const attributed = attribute(node, 'data-lang') ?? attribute(node, 'data-language');
  if (attributed) return attributed.toLowerCase();
  const names = classesOf(node).filter((name) => own || !natural.test(name));
  const prefixed = names.map((name) => marked.exec(name)?.[1]).find(Boolean);
  if (prefixed !== undefined) return prefixed.toLowerCase().replace(/;$/, '');
  const at = names.findIndex((name) => markers.has(name));
  const beside =
    at < 0 ? undefined : names.slice(at + 1).find((name) => /^[a-z][\w+#-]*$/.test(name));
  return beside;
}
