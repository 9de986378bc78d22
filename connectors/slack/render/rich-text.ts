import { escapeHtml, type Json } from '#kit';
import { flagOf, listOf, numberOf, recordOf, textOf } from '../fields.ts';
import { decodeSlack, linkHtml, writtenHtml } from './html.ts';
import type { Names } from './names.ts';
import { dateWords } from './slack-date.ts';

/** What a renderer met and does not know; told in the report. */
export type Unknown = (kind: string) => void;

/** The elements of a `rich_text` block: sections, lists, quotes and code. */
export function renderRichText(block: Json, names: Names, unknown: Unknown): string {
  let html = '';
  let depth = -1;
  const closeTo = (wanted: number) => {
    while (depth > wanted) {
      html += '</ul>';
      depth -= 1;
    }
  };
  for (const element of listOf(block, 'elements')) {
    const type = textOf(element, 'type');
    if (type === 'rich_text_list') {
      const indent = numberOf(element, 'indent') ?? 0;
      closeTo(indent);
      while (depth < indent) {
        html += '<ul>';
        depth += 1;
      }
      let number = (numberOf(element, 'offset') ?? 0) + 1;
      const isOrdered = textOf(element, 'style') === 'ordered';
      for (const item of listOf(element, 'elements')) {
        // Lists of one level may come in pieces, so that numbers are written out.
        const sign = isOrdered ? `${number}. ` : '';
        html += `<li>${sign}${renderInlines(item, names, unknown)}</li>`;
        number += 1;
      }
      continue;
    }
    closeTo(-1);
    const inner = renderInlines(element, names, unknown);
    if (type === 'rich_text_section')
      html += inner.trim() === '' ? '' : `<p>${trimBreaks(inner)}</p>`;
    else if (type === 'rich_text_quote')
      html += `<blockquote><p>${trimBreaks(inner)}</p></blockquote>`;
    else if (type === 'rich_text_preformatted') {
      html += `<pre><code>${escapeHtml(plainInlines(element, names))}</code></pre>`;
    } else {
      unknown(type ?? 'rich_text element');
      html += inner.trim() === '' ? '' : `<p>${inner}</p>`;
    }
  }
  closeTo(-1);
  return html;
}

function renderInlines(container: Json, names: Names, unknown: Unknown): string {
  return listOf(container, 'elements')
    .map((element) => renderInline(element, names, unknown))
    .join('');
}

function renderInline(element: Json, names: Names, unknown: Unknown): string {
  const text = inlineText(element, names);
  if (text === undefined) {
    unknown(`rich_text ${textOf(element, 'type') ?? 'element'}`);
    return writtenHtml(textOf(element, 'text') ?? '');
  }
  const url = textOf(element, 'url');
  let html = writtenHtml(text);
  const style = recordOf(element, 'style');
  if (flagOf(style, 'code')) html = `<code>${html}</code>`;
  if (flagOf(style, 'bold')) html = strongHtml(html);
  if (flagOf(style, 'strike')) html = `<del>${html}</del>`;
  return url === undefined ? html : linkHtml(decodeSlack(url), html);
}

/** Spaces at the edge of bold words belong to the text around. */
function strongHtml(html: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(html) ?? [];
  return inner === '' ? html : `${before}<strong>${inner}</strong>${after}`;
}

/** Undefined where the kind of element is not known. */
function inlineText(element: Json, names: Names): string | undefined {
  const id = (name: string) => textOf(element, name) ?? '';
  switch (textOf(element, 'type')) {
    case 'text':
      return id('text');
    case 'link':
      return textOf(element, 'text') ?? id('url');
    case 'user':
      return `@${names.user(id('user_id'))}`;
    case 'channel':
      return `#${names.channel(id('channel_id'))}`;
    case 'usergroup':
      return `@${id('usergroup_id')}`;
    case 'broadcast':
      return `@${id('range')}`;
    case 'emoji':
      return emojiText(element);
    case 'date':
      return textOf(element, 'fallback') ?? dateWords(numberOf(element, 'timestamp') ?? Number.NaN);
    case 'color':
      return id('value');
    case 'team':
      return id('team_id');
    default:
      return undefined;
  }
}

/** The character where Slack tells it, else the short name. */
function emojiText(element: Json): string {
  const codes = textOf(element, 'unicode')
    ?.split('-')
    .map((hex) => Number.parseInt(hex, 16));
  return codes?.every((code) => code > 0 && code <= 0x10ffff)
    ? String.fromCodePoint(...codes)
    : `:${textOf(element, 'name') ?? ''}:`;
}

function plainInlines(container: Json, names: Names): string {
  return decodeSlack(
    listOf(container, 'elements')
      .map((element) => inlineText(element, names) ?? textOf(element, 'text') ?? '')
      .join(''),
  );
}

function trimBreaks(html: string): string {
  return html.replace(/^(?:<br>|\s)+|(?:<br>|\s)+$/g, '');
}
