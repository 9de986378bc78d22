import type { HtmlPage } from '#core/html-page.ts';
import { hasComments, isDiscussionPage } from './discussion.ts';
import { mainContent } from './main-content.ts';
import type { PageHead } from './page-head.ts';
import type { VisibleNode } from './visible-node.ts';
import { visibleTree } from './visible-tree.ts';

/** With less text in sentences than this, the text may be among what was left out. */
const minText = 300;
/** The comments of a page are its text when they are this many times longer than the rest. */
const minThreadRatio = 3;

/** What is worth reading of a page. One with next to nothing but comments is a discussion that does not say so. */
export function pageContent(page: HtmlPage, head: PageHead): VisibleNode {
  if (isDiscussionPage(page, head)) return read(page, head, true);
  const content = read(page, head, false);
  if (content.prose >= minText || !hasComments(page)) return content;
  const thread = read(page, head, true);
  return thread.prose > minThreadRatio * content.prose ? thread : content;
}

function read(
  page: HtmlPage,
  { generators, title }: Pick<PageHead, 'generators' | 'title'>,
  isDiscussion: boolean,
): VisibleNode {
  return mainContent(visibleTree(page, { isDiscussion }), { generators, title, isDiscussion });
}
