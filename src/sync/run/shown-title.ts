import type { Item } from '#core/document.ts';

const maxCharacters = 80;

/**
 * The title that events may tell beside an id that says nothing to people. Of what not everyone may
 * read, none: events end up in logs that others see.
 */
export function shownTitle({ id, title, acl }: Pick<Item, 'id' | 'title' | 'acl'>): {
  readonly title?: string;
} {
  // Titles come from sources: none may begin a line of its own or speak to the terminal.
  const line = (title ?? '').replace(/\p{Cc}+/gu, ' ').trim();
  if (line === '' || acl?.kind !== 'public' || id.includes(line)) return {};
  const characters = [...line];
  const isLong = characters.length > maxCharacters;
  return { title: isLong ? `${characters.slice(0, maxCharacters - 1).join('')}…` : line };
}
