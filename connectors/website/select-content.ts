import { load } from 'cheerio/slim';

/** CSS selectors by which a source names the content of its pages. */
export interface ContentSelectors {
  /** What is read; undefined leaves the choice to the converter. */
  readonly content: string | undefined;
  /** What is left out before. */
  readonly remove: string | undefined;
}

/** An element that the converter takes whole. */
const wrapper = '<main id="twigkit-content"></main>';

export function isSelector(text: string): boolean {
  try {
    load('')(text);
    return true;
  } catch (error) {
    // How the selector engine says that it cannot read it.
    if (error instanceof Error) return false;
    throw error;
  }
}

/**
 * The page with nothing in its body but what the selectors choose, in the order of the page. A page
 * on which nothing is chosen stays whole, less what is removed.
 */
export function selectContent(html: string, { content, remove }: ContentSelectors): string {
  const $ = load(html);
  if (remove !== undefined) $(remove).remove();
  const chosen = content === undefined ? undefined : $(content);
  if (chosen !== undefined && chosen.length > 0) {
    // Of two that lie in each other the outer one holds both.
    const outermost = chosen.filter((_, element) => $(element).parents(content).length === 0);
    const kept = $(wrapper).append(outermost.clone());
    const body = $('body');
    if (body.length > 0) body.empty().append(kept);
    else return $.html(kept);
  }
  return $.html();
}
