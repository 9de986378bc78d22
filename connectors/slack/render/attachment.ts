import type { Json } from '#kit';
import { flagOf, listOf, textOf } from '../fields.ts';
import { renderBlocks } from './blocks.ts';
import { linkHtml, writtenHtml } from './html.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import type { Names } from './names.ts';
import type { Unknown } from './rich-text.ts';

/** What a bot attached, a message that was quoted, or the preview of a link. */
export function renderAttachment(
  attachment: Json,
  names: Names,
  { unknown, hasLinkPreviews }: { readonly unknown: Unknown; readonly hasLinkPreviews: boolean },
): string {
  if (isLinkPreview(attachment) && !hasLinkPreviews) return '';
  const text = (name: string) => textOf(attachment, name) ?? '';
  const blocks = listOf(attachment, 'blocks');
  const quoted = listOf(attachment, 'message_blocks').flatMap((one) => {
    const message =
      typeof one === 'object' && one !== null && 'message' in one ? one.message : null;
    return listOf(message ?? null, 'blocks');
  });
  const title = writtenHtml(text('title'));
  const parts = [
    renderMrkdwn(text('pretext'), names),
    title === '' ? '' : `<p><strong>${linkHtml(text('title_link'), title)}</strong></p>`,
    text('author_name') === '' ? '' : `<p>${writtenHtml(text('author_name'))}:</p>`,
    blocks.length + quoted.length > 0
      ? renderBlocks([...blocks, ...quoted], names, unknown)
      : renderMrkdwn(text('text'), names),
    ...listOf(attachment, 'fields').map(
      (field) =>
        `<p><strong>${writtenHtml(textOf(field, 'title') ?? '')}</strong>: ${writtenHtml(textOf(field, 'value') ?? '')}</p>`,
    ),
    text('footer') === '' || isQuote(attachment) ? '' : `<p>${writtenHtml(text('footer'))}</p>`,
  ].join('');
  const html = parts === '' ? renderMrkdwn(text('fallback'), names) : parts;
  return html === '' ? '' : `<blockquote>${html}</blockquote>`;
}

function isQuote(attachment: Json): boolean {
  return flagOf(attachment, 'is_msg_unfurl') || flagOf(attachment, 'is_share');
}

function isLinkPreview(attachment: Json): boolean {
  return !isQuote(attachment) && textOf(attachment, 'from_url') !== undefined;
}
