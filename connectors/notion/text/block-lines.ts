import type { BlockObjectResponse } from '@notionhq/client';
import { escapeInline, richText } from './rich-text.ts';

/** How one block is written in Notion's Markdown. */
export interface BlockLines {
  readonly before: readonly string[];
  /** Behind its children. */
  readonly after?: readonly string[];
  /** Children stand one tab deeper; default yes. */
  readonly indents?: boolean;
  /** Its children are documents of their own, or are written with it. */
  readonly leaf?: boolean;
}

/** Everything but tables and synced blocks, which need more than the block itself. */
export function blockLines(block: BlockObjectResponse): BlockLines {
  switch (block.type) {
    case 'paragraph':
      return { before: [richText(block.paragraph.rich_text)] };
    case 'heading_1':
      return heading('#', block.heading_1.rich_text, block.id);
    case 'heading_2':
      return heading('##', block.heading_2.rich_text, block.id);
    case 'heading_3':
      return heading('###', block.heading_3.rich_text, block.id);
    case 'heading_4':
      return heading('####', block.heading_4.rich_text, block.id);
    case 'bulleted_list_item':
      return { before: [`- ${richText(block.bulleted_list_item.rich_text)}`] };
    case 'numbered_list_item':
      return { before: [`1. ${richText(block.numbered_list_item.rich_text)}`] };
    case 'to_do':
      return {
        before: [`- [${block.to_do.checked ? 'x' : ' '}] ${richText(block.to_do.rich_text)}`],
      };
    case 'quote':
      return { before: [`> ${richText(block.quote.rich_text)}`] };
    case 'toggle':
      return {
        before: ['<details>', `<summary>${richText(block.toggle.rich_text)}</summary>`],
        after: ['</details>'],
      };
    case 'callout':
      return {
        before: ['<callout>', `\t${richText(block.callout.rich_text)}`],
        after: ['</callout>'],
      };
    case 'template':
      return { before: [richText(block.template.rich_text)] };
    case 'code':
      return { before: codeLines(block) };
    case 'equation':
      return { before: ['$$', ...block.equation.expression.split('\n'), '$$'] };
    case 'divider':
      return { before: ['---'] };
    case 'child_page':
      return { before: [reference('page', block.id, block.child_page.title)], leaf: true };
    case 'child_database':
      return { before: [reference('database', block.id, block.child_database.title)], leaf: true };
    case 'link_to_page':
      return { before: linkToPage(block), leaf: true };
    case 'bookmark':
      return { before: [link(block.bookmark)] };
    case 'embed':
      return { before: [link(block.embed)] };
    case 'link_preview':
      return { before: [`<${block.link_preview.url}>`] };
    case 'image':
      return { before: [`![${richText(block.image.caption)}](${addressOf(block.image)})`] };
    case 'video':
      return { before: [media('video', block.video)] };
    case 'audio':
      return { before: [media('audio', block.audio)] };
    case 'pdf':
      return { before: [media('pdf', block.pdf)] };
    case 'file':
      return { before: [media('file', block.file)] };
    case 'column_list':
    case 'column':
    case 'tab':
    case 'table':
    case 'table_row':
    case 'synced_block':
      return { before: [], indents: false };
    case 'meeting_notes':
      return { before: [richText(block.meeting_notes.title ?? [])], indents: false };
    case 'transcription':
      return { before: [richText(block.transcription.title ?? [])], indents: false };
    case 'breadcrumb':
    case 'table_of_contents':
      return { before: [] };
    case 'unsupported':
      return { before: ['<unknown alt="unsupported"/>'] };
    default:
      // A kind that is newer than the package: its children may still be readable.
      return { before: [`<unknown alt="${escapeInline(typeOf(block))}"/>`] };
  }
}

type RichTexts = Parameters<typeof richText>[0];

/** Its id is where Notion jumps to. */
function heading(marks: string, text: RichTexts, id: string): BlockLines {
  return { before: [`${marks} ${richText(text)} {#${id.replaceAll('-', '')}}`], indents: false };
}

function codeLines({ code }: Extract<BlockObjectResponse, { readonly type: 'code' }>) {
  const text = code.rich_text.map((part) => part.plain_text).join('');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const language = code.language === 'plain text' ? '' : code.language;
  const caption = richText(code.caption);
  return [`${fence}${language}`, ...text.split('\n'), fence, ...(caption === '' ? [] : [caption])];
}

function reference(tag: string, id: string, title: string): string {
  const url = `https://www.notion.so/${id.replaceAll('-', '')}`;
  return `<${tag} url="${url}">${escapeInline(title)}</${tag}>`;
}

function linkToPage({
  link_to_page: target,
}: Extract<BlockObjectResponse, { readonly type: 'link_to_page' }>): readonly string[] {
  switch (target.type) {
    case 'page_id':
      return [reference('mention-page', target.page_id, '')];
    case 'database_id':
      return [reference('mention-database', target.database_id, '')];
    case 'comment_id':
      return [];
  }
}

interface Linked {
  readonly url: string;
  readonly caption: RichTexts;
}

function link({ url, caption }: Linked): string {
  const text = richText(caption);
  return text === '' ? `<${url}>` : `[${text}](${url})`;
}

type Media =
  | { readonly type: 'external'; readonly external: { readonly url: string } }
  | { readonly type: 'file'; readonly file: { readonly url: string } };

function addressOf(media: Media): string {
  return media.type === 'external' ? media.external.url : media.file.url;
}

function media(tag: string, of: Media & { readonly caption: RichTexts }): string {
  const named = 'name' in of && typeof of.name === 'string' ? escapeInline(of.name) : '';
  const url = addressOf(of).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<${tag} src="${url}">${richText(of.caption) || named}</${tag}>`;
}

function typeOf(block: { readonly type: string }): string {
  return block.type;
}
