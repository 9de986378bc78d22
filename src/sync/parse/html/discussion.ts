import type { HtmlPage } from '#core/html-page.ts';
import type { PageHead } from './page-head.ts';

/** How schema.org names a page of questions and answers, and one of a forum. */
const types = /schema\.org\/(?:QAPage|DiscussionForumPosting)\b/;
/** Programs that write nothing but discussions. */
const programs =
  /^(?:discourse|phpbb|vbulletin|xenforo|flarum|nodebb|mybb|smf|simple machines|invision|khoros|vanilla|question2answer|askbot|fluxbb|punbb)\b/i;
/** How the address of a discussion looks, whatever the site. */
const addresses =
  /^https?:\/\/(?:forums?|discuss(?:ions?)?|answers|boards)\.[^/]+\/.|\/(?:forums?|threads?|discussions?|questions|showthread|viewtopic|topic)[/.].*\d/i;

/** Longer addresses say it within this. */
const maxAddressLength = 500;

/** Whether a page is a discussion, as it says itself: there, comments and replies are the text. */
export function isDiscussionPage(
  page: HtmlPage,
  { generators, address = '' }: Pick<PageHead, 'generators' | 'address'>,
): boolean {
  return (
    generators.some((name) => programs.test(name)) ||
    addresses.test(address.slice(0, maxAddressLength)) ||
    hasValue(page, ['itemtype'], types)
  );
}

/** Whether some element is named as holding comments. */
export function hasComments(page: HtmlPage): boolean {
  return hasValue(page, ['id', 'class'], /\bcomments?\b/i);
}

function hasValue(
  { names, attributes, values }: HtmlPage,
  attributeNames: readonly string[],
  pattern: RegExp,
): boolean {
  const places = attributeNames.map((name) => names.indexOf(name)).filter((place) => place > 0);
  if (places.length === 0) return false;
  for (let pair = 0; pair < attributes.length; pair += 2) {
    if (!places.includes(attributes[pair] ?? 0)) continue;
    if (pattern.test(values[attributes[pair + 1] ?? 0] ?? '')) return true;
  }
  return false;
}
