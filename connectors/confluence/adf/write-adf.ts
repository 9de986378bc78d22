import { escapeHtml } from '#kit';
import { isRecord } from '../is-record.ts';
import type { Anchors } from '../storage/anchors.ts';

/** What a document of the newer editor needs while it is written. */
export interface AdfWriting {
  readonly anchors: Anchors;
  readonly lost: Set<string>;
  titleOf(address: string): string | undefined;
  person(id: string): string | undefined;
}

interface AdfNode {
  readonly type: string;
  readonly text: string | undefined;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly content: readonly unknown[];
  readonly marks: readonly unknown[];
}

const simple: Readonly<Record<string, string>> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  blockquote: 'blockquote',
  tableRow: 'tr',
  taskList: 'ul',
  decisionList: 'ul',
  decisionItem: 'li',
};

const transparent: ReadonlySet<string> = new Set(
  'doc layoutSection layoutColumn mediaSingle mediaGroup bodiedExtension multiBodiedExtension extensionFrame blockTaskItem caption'.split(
    ' ',
  ),
);

const marks: Readonly<Record<string, string>> = {
  strong: 'strong',
  em: 'em',
  code: 'code',
  strike: 's',
  underline: 'u',
};

/**
 * Writes an Atlassian document as HTML. Kinds of nodes that are not known give their text and are
 * counted.
 *
 * @throws SyntaxError when the text is no JSON.
 */
export function writeAdf(text: string, writing: AdfWriting): string {
  return write(JSON.parse(text), writing);
}

function write(value: unknown, writing: AdfWriting): string {
  const node = toNode(value);
  if (node === undefined) return '';
  const { type, attrs } = node;
  const tag = simple[type];
  if (tag !== undefined) return `<${tag}>${inside(node, writing)}</${tag}>`;
  if (transparent.has(type)) return inside(node, writing);
  switch (type) {
    case 'text':
      return text(node, writing);
    case 'heading':
      return heading(node, writing);
    case 'hardBreak':
      return '<br>';
    case 'rule':
      return '<hr>';
    case 'codeBlock': {
      const language = asText(attrs.language);
      const marked = language === '' ? '' : ` class="language-${escapeHtml(language)}"`;
      return `<pre><code${marked}>${escapeHtml(plainText(node))}</code></pre>`;
    }
    case 'panel':
      return `<blockquote>${label(asText(attrs.panelType))}${inside(node, writing)}</blockquote>`;
    case 'expand':
    case 'nestedExpand':
      return `<blockquote>${label(asText(attrs.title))}${inside(node, writing)}</blockquote>`;
    case 'taskItem':
      return `<li>[${attrs.state === 'DONE' ? 'x' : ' '}] ${inside(node, writing)}</li>`;
    case 'table':
      return `<table><tbody>${inside(node, writing)}</tbody></table>`;
    case 'tableHeader':
      return cell('th', node, writing);
    case 'tableCell':
      return cell('td', node, writing);
    case 'mention':
      return escapeHtml(
        `@${writing.person(asText(attrs.id)) ?? (asText(attrs.text).replace(/^@/, '') || 'someone')}`,
      );
    case 'emoji':
      return escapeHtml(asText(attrs.text) || asText(attrs.shortName));
    case 'date':
      return day(asText(attrs.timestamp));
    case 'status':
      return escapeHtml(asText(attrs.text));
    case 'inlineCard':
    case 'blockCard':
    case 'embedCard':
      return card(asText(attrs.url), type, writing);
    case 'media':
    case 'mediaInline':
      return `<img alt="${escapeHtml(asText(attrs.alt))}">`;
    case 'placeholder':
      return '';
    default: {
      const key = asText(attrs.extensionKey);
      writing.lost.add(key === '' ? `node ${type}` : `macro ${key}`);
      return inside(node, writing);
    }
  }
}

function toNode(value: unknown): AdfNode | undefined {
  if (!isRecord(value) || typeof value.type !== 'string') return undefined;
  return {
    type: value.type,
    text: typeof value.text === 'string' ? value.text : undefined,
    attrs: isRecord(value.attrs) ? value.attrs : {},
    content: Array.isArray(value.content) ? value.content : [],
    marks: Array.isArray(value.marks) ? value.marks : [],
  };
}

function inside({ content }: AdfNode, writing: AdfWriting): string {
  return content.map((child) => write(child, writing)).join('');
}

function text(node: AdfNode, writing: AdfWriting): string {
  return node.marks.reduce<string>(
    (inner, value) => {
      const mark = toNode(value);
      if (mark === undefined) return inner;
      if (mark.type !== 'link') {
        const tag = marks[mark.type];
        return tag === undefined ? inner : `<${tag}>${inner}</${tag}>`;
      }
      const href = asText(mark.attrs.href);
      return /^(?:https?:|mailto:|#|\/)/i.test(href)
        ? `<a href="${escapeHtml(href)}">${inner === escapeHtml(href) ? escapeHtml(writing.titleOf(href) ?? href) : inner}</a>`
        : inner;
    },
    escapeHtml(node.text ?? ''),
  );
}

function heading(node: AdfNode, writing: AdfWriting): string {
  const level = Math.min(6, Math.max(1, Number(node.attrs.level) || 1));
  const words = plainText(node).replace(/\s+/g, ' ').trim();
  if (words === '') return '';
  const id = escapeHtml(writing.anchors.heading(words));
  return `<h${level} id="${id}">${inside(node, writing)}</h${level}>`;
}

function cell(name: 'td' | 'th', node: AdfNode, writing: AdfWriting): string {
  const spans = (['colspan', 'rowspan'] as const)
    .map((span) => [span, Number(node.attrs[span] ?? 1)] as const)
    .filter(([, count]) => Number.isInteger(count) && count > 1)
    .map(([span, count]) => ` ${span}="${count}"`)
    .join('');
  return `<${name}${spans}>${inside(node, writing)}</${name}>`;
}

/** A smart link: the title of the page where we know it, else its address. */
function card(url: string, type: string, writing: AdfWriting): string {
  if (url === '') {
    writing.lost.add(`node ${type}`);
    return '';
  }
  const words = escapeHtml(writing.titleOf(url) ?? url);
  return /^https?:/i.test(url) ? `<a href="${escapeHtml(url)}">${words}</a>` : words;
}

function day(timestamp: string): string {
  const at = new Date(Number(timestamp));
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
}

function label(words: string): string {
  if (words === '' || words === 'custom') return '';
  return `<p><strong>${escapeHtml(words[0]?.toUpperCase() + words.slice(1))}</strong></p>`;
}

function plainText(node: AdfNode): string {
  return (
    (node.text ?? '') +
    node.content
      .flatMap((child) => toNode(child) ?? [])
      .map(plainText)
      .join('')
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
