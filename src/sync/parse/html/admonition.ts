import { attribute, type HtmlTag } from './html-node.ts';

const admonition =
  /(?:^|[\s_-])(?:admonition|note|tip|hint|info|important|warning|caution|danger|callout|alert|seealso)(?:$|[\s_-])/i;

/** A box that stands beside the running text but belongs to it: a note, a warning. */
export function isAdmonition(node: HtmlTag): boolean {
  return admonition.test(attribute(node, 'class') ?? '');
}
