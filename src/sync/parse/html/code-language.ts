import { attribute, childrenOf, classesOf, type HtmlNode } from './html-node.ts';

const marked = /^(?:language|lang|highlight|brush)[-:_](.+)$/;

/** Highlighters that mean: no language. */
const nothing: ReadonlySet<string> = new Set(['default', 'none', 'text', 'plaintext', 'source']);

/** The language of a `pre`, from the classes of itself, its `code` and the elements around it. */
export function codeLanguage(pre: HtmlNode, around: readonly HtmlNode[]): string | undefined {
  const code = childrenOf(pre).filter((child) => child.name === 'code');
  for (const node of [...code, pre, ...around]) {
    const attributed = attribute(node, 'data-lang') ?? attribute(node, 'data-language');
    const name = attributed ?? classesOf(node).map(markedName).find(Boolean);
    if (name) return nothing.has(name) ? undefined : name;
  }
  return undefined;
}

function markedName(className: string): string | undefined {
  return marked.exec(className)?.[1];
}
