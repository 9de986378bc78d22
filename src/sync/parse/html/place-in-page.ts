import type { HtmlTag } from './html-node.ts';

/** What a node stands in, as bits that are or-ed together: it is asked of every text. */
export const inLink = 1;
/** In a link to another place of this page. */
export const inMark = 2;
export const inPre = 4;
export const inHeading = 8;
export const inQuote = 16;
/** In the lines of a drawing, whose words stand in `text`; the rest of it are names for the ear. */
export const inDrawing = 32;

/** What the children of an element stand in. */
export function placeInside(node: HtmlTag, around: number): number {
  switch (node.name) {
    case 'a':
      return around | placeInLink(node.attribs?.href);
    case 'pre':
      return around | inPre;
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return around | inHeading;
    case 'blockquote':
      return around | inQuote;
    case 'svg':
      return around | inDrawing;
    case 'text':
    case 'foreignobject':
      return around & ~inDrawing;
    default:
      return around;
  }
}

function placeInLink(href: string | undefined): number {
  if (href === undefined) return 0;
  if (!href.startsWith('#')) return inLink;
  return href.length > 1 ? inMark : 0;
}
