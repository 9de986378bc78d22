import { attribute, type HtmlTag } from './html-node.ts';

/** Elements that show no words of their own, or only those of a control. */
const silent: ReadonlySet<string> = new Set(
  (
    'script style template noscript title meta link base button select option input textarea datalist ' +
    'progress meter canvas iframe frame frameset noframes object embed video audio map dialog rp source track'
  ).split(' '),
);

const hidingStyle = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

/** Classes of words that only a screen reader says: "Skip to content", "(opens in a new window)". */
const spokenOnly: ReadonlySet<string> = new Set([
  'sr-only',
  'visually-hidden',
  'visuallyhidden',
  'screen-reader-text',
  'screen-reader-only',
  'a11y-hidden',
  'assistive-text',
]);

/** Whether a browser shows nothing of this element. A tab panel counts as shown: a click opens it. */
export function isHidden(node: HtmlTag): boolean {
  const { name, attribs } = node;
  if (name === undefined) return false;
  if (silent.has(name)) return true;
  if (attribs === undefined) return false;
  if (attribs.role === 'tabpanel') return false;
  if (attribs.hidden !== undefined && attribs.hidden !== 'until-found') return !isStreamed(node);
  return attribs.style !== undefined && hidingStyle.test(attribs.style);
}

/** React sends parts of a page hidden, as they are ready, and a script puts them in their place. */
function isStreamed({ name, attribs }: HtmlTag): boolean {
  return name === 'div' && attribs?.id !== undefined && /^S:[\da-f]+$/.test(attribs.id);
}

/**
 * Whether an element is kept from screen readers, as ornaments and doubled words are. What holds a
 * page's content is so marked only while a dialog lies above it, which does not count.
 */
export function isUnspoken(node: HtmlTag): boolean {
  return (
    attribute(node, 'aria-hidden') === 'true' &&
    attribute(node, 'role') !== 'tabpanel' &&
    node.name !== 'body' &&
    node.name !== 'main' &&
    node.name !== 'article'
  );
}

export function isSpokenOnly(classNames: readonly string[]): boolean {
  for (const name of classNames) if (spokenOnly.has(name)) return true;
  return false;
}
