import type { RichTextItemResponse } from '@notionhq/client';
import { dateText } from './date-text.ts';

/** Without any markup. */
export function plainText(parts: readonly { readonly plain_text: string }[]): string {
  return parts.map((part) => part.plain_text).join('');
}

/** In Notion's own Markdown: mentions keep their tags, so that titles can be looked up. */
export function richText(parts: readonly RichTextItemResponse[]): string {
  return parts.map(markdownOf).join('');
}

function markdownOf(part: RichTextItemResponse): string {
  switch (part.type) {
    case 'equation':
      return `$\`${part.equation.expression}\`$`;
    case 'mention':
      return mention(part);
    case 'text':
      return decorated(part);
  }
}

function mention(part: Extract<RichTextItemResponse, { readonly type: 'mention' }>): string {
  const { mention: of, plain_text: text } = part;
  switch (of.type) {
    case 'page':
      return `<mention-page url="https://www.notion.so/${bare(of.page.id)}">${knownTitle(text)}</mention-page>`;
    case 'database':
      return `<mention-database url="https://www.notion.so/${bare(of.database.id)}">${knownTitle(text)}</mention-database>`;
    case 'user':
      return escapeInline(text);
    case 'date':
      return dateText(of.date);
    default:
      return part.href === null ? escapeInline(text) : `[${escapeInline(text)}](${part.href})`;
  }
}

/** What Notion writes where it cannot tell the title. */
function knownTitle(text: string): string {
  return text === 'Untitled' ? '' : escapeInline(text);
}

function decorated(part: RichTextItemResponse): string {
  const { plain_text: text, annotations, href } = part;
  if (annotations.code) return `\`${text}\``;
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  if (inner === '') return text.replaceAll('\n', '<br>');
  let marked = escapeInline(inner);
  if (annotations.bold) marked = `**${marked}**`;
  if (annotations.italic) marked = `*${marked}*`;
  if (annotations.strikethrough) marked = `~~${marked}~~`;
  if (href !== null) marked = `[${marked}](${href})`;
  return `${before}${marked}${after}`.replaceAll('\n', '<br>');
}

export function escapeInline(text: string): string {
  return text.replace(/[\\*~`$[\]<>{}|^_]/g, '\\$&');
}

function bare(id: string): string {
  return id.replaceAll('-', '');
}
