import type { Parsed } from '#core/block.ts';
import type { FrontMatter } from './front-matter.ts';

/** What front matter says of a document outranks what was found in its text. */
export function withFrontMatter(parsed: Parsed, { metadata, skip }: FrontMatter): Parsed {
  const { title, lang } = metadata;
  return {
    ...parsed,
    metadata,
    ...(typeof title === 'string' && title.trim() !== '' && { title: title.trim() }),
    ...(typeof lang === 'string' && { language: lang }),
    ...(skip && { skip }),
  };
}
