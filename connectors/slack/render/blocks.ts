import { escapeHtml, type Json } from '#kit';
import { listOf, recordOf, textOf } from '../fields.ts';
import { linkHtml, writtenHtml } from './html.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import type { Names } from './names.ts';
import { renderRichText, type Unknown } from './rich-text.ts';

/** Block Kit as HTML. What is not known is told, and whatever text it carries is kept. */
export function renderBlocks(blocks: readonly Json[], names: Names, unknown: Unknown): string {
  return blocks.map((block) => renderBlock(block, names, unknown)).join('');
}

function renderBlock(block: Json, names: Names, unknown: Unknown): string {
  const type = textOf(block, 'type') ?? '';
  switch (type) {
    case 'rich_text':
      return renderRichText(block, names, unknown);
    case 'section':
      return [
        renderText(recordOf(block, 'text'), names),
        ...listOf(block, 'fields').map((field) => renderText(field, names)),
        renderAccessory(recordOf(block, 'accessory')),
      ].join('');
    case 'header':
      return paragraph(
        `<strong>${writtenHtml(textOf(recordOf(block, 'text'), 'text') ?? '')}</strong>`,
      );
    case 'context':
    case 'context_actions':
      return listOf(block, 'elements')
        .map((element) =>
          textOf(element, 'type') === 'image'
            ? paragraph(writtenHtml(textOf(element, 'alt_text') ?? ''))
            : renderText(element, names),
        )
        .join('');
    case 'image':
      return paragraph(
        writtenHtml(textOf(recordOf(block, 'title'), 'text') ?? textOf(block, 'alt_text') ?? ''),
      );
    case 'video':
      return [
        paragraph(
          linkHtml(
            textOf(block, 'title_url') ?? '',
            writtenHtml(
              textOf(recordOf(block, 'title'), 'text') ?? textOf(block, 'alt_text') ?? '',
            ),
          ),
        ),
        renderText(recordOf(block, 'description'), names),
      ].join('');
    case 'markdown':
      return renderMrkdwn(textOf(block, 'text') ?? '', names);
    case 'table':
      return renderTable(block, names, unknown);
    case 'divider':
    case 'file':
    case 'call':
    case 'actions':
    case 'input':
      // Buttons and fields are for acting, not for reading; a file is told with its message.
      return '';
    default:
      unknown(type === '' ? 'block without a type' : type);
      return gatherText(block)
        .map((text) => paragraph(writtenHtml(text)))
        .join('');
  }
}

function renderText(text: Json | undefined, names: Names): string {
  const written = textOf(text, 'text') ?? '';
  return textOf(text, 'type') === 'plain_text'
    ? paragraph(writtenHtml(written))
    : renderMrkdwn(written, names);
}

function renderAccessory(accessory: Json | undefined): string {
  return textOf(accessory, 'type') === 'image'
    ? paragraph(escapeHtml(textOf(accessory, 'alt_text') ?? ''))
    : '';
}

function renderTable(block: Json, names: Names, unknown: Unknown): string {
  const rows = listOf(block, 'rows').map((row) => {
    const cells = (Array.isArray(row) ? row : []).map((cell) => {
      const inner =
        textOf(cell, 'type') === 'rich_text'
          ? renderRichText(cell, names, unknown)
          : writtenHtml(textOf(cell, 'text') ?? '');
      return inner.replace(/^<p>|<\/p>$/g, '').replace(/<\/p><p>/g, '<br>');
    });
    return cells;
  });
  const [head, ...body] = rows;
  if (head === undefined) return '';
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${line(head, 'th')}</thead><tbody>${body.map((row) => line(row, 'td')).join('')}</tbody></table>`;
}

function paragraph(html: string): string {
  return html === '' || html === '<strong></strong>' ? '' : `<p>${html}</p>`;
}

/** Every `text` in a block of a kind that is not known, in its order. */
function gatherText(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(gatherText);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (typeof inner !== 'string') return gatherText(inner);
    return name === 'text' || name === 'alt_text' ? [inner] : [];
  });
}
