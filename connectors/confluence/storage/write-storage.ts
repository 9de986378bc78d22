import { escapeHtml } from '#kit';
import type { Anchors } from './anchors.ts';
import {
  childOf,
  isElement,
  type StorageElement,
  type StorageNode,
  textOf,
} from './parse-storage.ts';
import { attachmentReference, type PageReference } from './references.ts';
import { writeLink } from './write-link.ts';
import { writeMacro } from './write-macro.ts';

/** What the site told about what a body names. */
export interface Resolved {
  /** Undefined where there is no such page, or none that we may see. */
  page(reference: PageReference): { readonly url: string; readonly title: string } | undefined;
  person(id: string): string | undefined;
  /** Where a file of this page, or of another one, opens. */
  attachment(fileName: string, on: PageReference | undefined): string | undefined;
  /** What an include shows: its nodes, and how to resolve what they name in their turn. */
  include(reference: PageReference): Included;
  /** The title of a page by its address, for links that show nothing but their address. */
  titleOf(address: string): string | undefined;
  /** Where issues open. */
  readonly jiraUrl: string | undefined;
}

export type Included =
  | { readonly is: 'nodes'; readonly nodes: readonly StorageNode[]; readonly resolved: Resolved }
  /** It shows itself, or more readers than may see it. */
  | { readonly is: 'left-out'; readonly why: 'circle' | 'readers' | 'missing' };

/** One body while it is written. */
export interface Writing {
  readonly resolved: Resolved;
  readonly anchors: Anchors;
  /** Kinds of things that could not be shown. */
  readonly lost: Set<string>;
  /** Names of macros that we do not know. */
  readonly unknownMacros: Set<string>;
  /** Keys and values of page properties. */
  readonly properties: Map<string, string>;
  readonly inCell: boolean;
}

/** Elements of HTML that mean the same here; their attributes are not taken over. */
const plain: ReadonlySet<string> = new Set(
  'p ul ol li blockquote pre code strong b em i u s del sub sup small big br hr table tbody thead tfoot tr caption dl dt dd span div'.split(
    ' ',
  ),
);

const voids: ReadonlySet<string> = new Set(['br', 'hr']);

/** Elements that say where something lies or how it looks. */
const wrappers: ReadonlySet<string> = new Set(
  'ac:layout ac:layout-section ac:layout-cell ac:rich-text-body ac:inline-comment-marker ac:link-body ac:adf-extension ac:adf-content ac:task-body ac:caption colgroup font'.split(
    ' ',
  ),
);

/** Elements whose content is for programs. */
const silent: ReadonlySet<string> = new Set(
  'ac:parameter ac:placeholder ac:adf-attribute ac:task-id ac:task-uuid ac:default-parameter col script style'.split(
    ' ',
  ),
);

/** Writes the nodes of a body as HTML for the converters that everything goes through. */
export function writeStorage(nodes: readonly StorageNode[], writing: Writing): string {
  return nodes
    .map((node) => (isElement(node) ? writeElement(node, writing) : escapeHtml(node)))
    .join('');
}

function writeElement(element: StorageElement, writing: Writing): string {
  const { name, children } = element;
  if (name === 'table' && writing.inCell) return nestedTable(element, writing);
  if (plain.has(name)) {
    return voids.has(name) ? `<${name}>` : `<${name}>${writeStorage(children, writing)}</${name}>`;
  }
  if (wrappers.has(name)) return writeStorage(children, writing);
  if (silent.has(name)) return '';
  switch (name) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return heading(element, writing);
    case 'td':
    case 'th':
      return cell(element, writing);
    case 'a':
      return webLink(element, writing);
    case 'img':
      return image(element.attributes.src, element.attributes.alt ?? '');
    case 'time':
      return escapeHtml(element.attributes.datetime ?? textOf(children));
    case 'ac:structured-macro':
    case 'ac:macro':
      return writeMacro(element, writing);
    case 'ac:link':
      return writeLink(element, writing);
    case 'ac:image':
      return acImage(element, writing);
    case 'ac:emoticon':
      return emoticon(element);
    case 'ac:task-list':
      return `<ul>${writeStorage(children, writing)}</ul>`;
    case 'ac:task':
      return task(element, writing);
    case 'ac:adf-node':
      return adfNode(element, writing);
    case 'ac:adf-fallback':
      return '';
    case 'ac:plain-text-body':
      return `<pre>${escapeHtml(textOf(children))}</pre>`;
    case 'ri:url':
      return webAddress(element.attributes['ri:value'] ?? '');
    default:
      if (name.startsWith('ri:')) return '';
      if (name.startsWith('ac:')) writing.lost.add(`element ${name}`);
      return writeStorage(children, writing);
  }
}

/** In a cell a heading is words in bold: it divides no page. */
function heading({ name, children }: StorageElement, writing: Writing): string {
  const inner = writeStorage(children, writing);
  if (writing.inCell) return `<p><strong>${inner}</strong></p>`;
  const text = textOf(children).replace(/\s+/g, ' ').trim();
  if (text === '') return inner;
  return `<${name} id="${escapeHtml(writing.anchors.heading(text))}">${inner}</${name}>`;
}

function cell({ name, attributes, children }: StorageElement, writing: Writing): string {
  const spans = (['colspan', 'rowspan'] as const)
    .map((span) => [span, Number(attributes[span] ?? 1)] as const)
    .filter(([, count]) => Number.isInteger(count) && count > 1)
    .map(([span, count]) => ` ${span}="${count}"`)
    .join('');
  return `<${name}${spans}>${writeStorage(children, { ...writing, inCell: true })}</${name}>`;
}

/** A table in a cell: its rows as lines of that cell. */
function nestedTable(table: StorageElement, writing: Writing): string {
  const rows: string[] = [];
  const visit = (nodes: readonly StorageNode[]) => {
    for (const node of nodes) {
      if (!isElement(node)) continue;
      if (node.name !== 'tr') visit(node.children);
      else {
        const cells = node.children
          .filter(isElement)
          .map(({ children }) => writeStorage(children, writing));
        rows.push(`<p>${cells.join(' / ')}</p>`);
      }
    }
  };
  visit(table.children);
  return rows.join('');
}

function webLink({ attributes, children }: StorageElement, writing: Writing): string {
  const { href = '' } = attributes;
  const text = textOf(children).trim();
  const isBare = text === '' || text === href;
  const inner = isBare
    ? escapeHtml(writing.resolved.titleOf(href) ?? (text || href))
    : writeStorage(children, writing);
  return /^(?:https?:|mailto:|#|\/)/i.test(href)
    ? `<a href="${escapeHtml(href)}">${inner}</a>`
    : inner;
}

export function webAddress(address: string): string {
  const shown = escapeHtml(address);
  return /^https?:/i.test(address) ? `<a href="${shown}">${shown}</a>` : shown;
}

function image(source: string | undefined, words: string): string {
  const from = source === undefined ? '' : ` src="${escapeHtml(source)}"`;
  return `<img${from} alt="${escapeHtml(words)}">`;
}

function acImage(element: StorageElement, writing: Writing): string {
  const caption = childOf(element, 'ac:caption');
  const captionText = caption ? textOf(caption.children).trim() : '';
  const file = attachmentReference(element);
  const address = childOf(element, 'ri:url')?.attributes['ri:value'];
  const source = file ? writing.resolved.attachment(file.fileName, file.on) : address;
  const words = element.attributes['ac:alt'] || element.attributes['ac:title'] || '';
  const shown = image(source, words || (captionText === '' ? (file?.fileName ?? '') : captionText));
  return captionText === '' || captionText === words
    ? shown
    : `${shown}<p>${writeStorage(caption?.children ?? [], writing)}</p>`;
}

function emoticon({ attributes }: StorageElement): string {
  const fallback = attributes['ac:emoji-fallback'];
  const short = attributes['ac:emoji-shortname'];
  return escapeHtml(fallback || short || `:${attributes['ac:name'] ?? 'emoticon'}:`);
}

function task(element: StorageElement, writing: Writing): string {
  const status = childOf(element, 'ac:task-status');
  const isDone = status !== undefined && textOf(status.children).trim() === 'complete';
  const body = childOf(element, 'ac:task-body');
  return `<li>[${isDone ? 'x' : ' '}] ${writeStorage(body?.children ?? [], writing)}</li>`;
}

/** A panel or a list of decisions of the newer editor: its content, under its kind. */
function adfNode(element: StorageElement, writing: Writing): string {
  const { type } = element.attributes;
  const kind = element.children.find(
    (child): child is StorageElement =>
      isElement(child) &&
      child.name === 'ac:adf-attribute' &&
      /type$/.test(child.attributes.key ?? ''),
  );
  const content = writeStorage(element.children, writing);
  if (type !== 'panel') return content;
  const label = kind ? textOf(kind.children).trim() : '';
  return `<blockquote>${labelled(label)}${content}</blockquote>`;
}

/** The first line of a quote that was a panel. */
export function labelled(label: string): string {
  if (label === '' || label === 'custom') return '';
  return `<p><strong>${escapeHtml(label[0]?.toUpperCase() + label.slice(1))}</strong></p>`;
}
