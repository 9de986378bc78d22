import type { BodyStyle } from './body-style.ts';
import type { OutlineEntry } from './outline.ts';
import { outlineHeadings } from './outline-headings.ts';
import type { PdfHeading } from './pdf-heading.ts';
import { styleHeadings } from './style-headings.ts';
import { tagHeadings } from './tag-headings.ts';
import type { TextLine } from './text-line.ts';

/** Of its bookmarks, this share stands in a document's text when they are its headings. */
const minFoundShare = 0.5;

/**
 * The headings of a document, from the surest source that it has: its tags, its bookmarks, how its
 * lines are set. Never two of them mixed, for their levels have nothing to do with each other.
 */
export function findHeadings(
  pages: readonly (readonly TextLine[])[],
  outline: readonly OutlineEntry[],
  body: BodyStyle,
  isTaken: (line: TextLine) => boolean,
): readonly PdfHeading[] {
  const tagged = tagHeadings(pages);
  if (tagged.length > 0) return tagged;
  const named = outline.length > 0 ? outlineHeadings(pages, outline) : [];
  if (named.length > 1 && named.length >= outline.length * minFoundShare) return named;
  const styled = styleHeadings(pages, body, isTaken);
  return styled.length > named.length ? styled : named;
}
