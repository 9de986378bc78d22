import { attribute, type HtmlTag } from './html-node.ts';

const admonition =
  /(?:^|[\s_-])(?:admonition|note|tip|hint|info|important|warning|caution|danger|callout|alert|seealso)(?:$|[\s_-])/i;

/** A box that stands beside the running text but belongs to it: a note, a warning. */
export function isAdmonition(node: HtmlTag): boolean {
  return admonition.test(attribute(node, 'class') ?? '');
}

/** Roles of what stands below or beside a text and is a part of it. */
const roles: ReadonlySet<string> = new Set([
  'note',
  'doc-footnote',
  'doc-endnote',
  'doc-endnotes',
  'doc-tip',
  'doc-notice',
]);

/**
 * Whether a box is told to belong to the text: by its role, as a footnote, or by a paragraph that is
 * named as the title of the box (`topic` with `topic-title`). Menus have headings there.
 *
 * @param classesWithin tells the classes of the paragraphs right inside; asked only where they matter
 */
export function isTitledBox(
  node: HtmlTag & { readonly classes: readonly string[] },
  classesWithin: () => readonly string[],
): boolean {
  const { classes } = node;
  if (roles.has(attribute(node, 'role') ?? '')) return true;
  if (classes.length === 0) return false;
  if (classes.some((name) => /^(?:footnote|endnote)s?(?:$|-)/.test(name))) return true;
  const titles = new Set(classesWithin());
  return classes.some((name) => titles.has(`${name}-title`));
}
