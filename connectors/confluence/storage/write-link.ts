import { escapeHtml } from '#kit';
import { childOf, isElement, type StorageElement, textOf } from './parse-storage.ts';
import { attachmentReference, pageReference, personOf } from './references.ts';
import { type Writing, writeStorage } from './write-storage.ts';

/** A link by title, file name or person, as a link by address with the words that a reader sees. */
export function writeLink(element: StorageElement, writing: Writing): string {
  const { resolved, anchors } = writing;
  const anchor = element.attributes['ac:anchor'];
  for (const target of element.children.filter(isElement)) {
    const person = personOf(target);
    if (person !== undefined) return escapeHtml(`@${resolved.person(person) ?? 'someone'}`);
    const reference = pageReference(target);
    if (!reference) continue;
    const page = resolved.page(reference);
    const words = wordsOf(element, writing) || escapeHtml(reference.title);
    const end = anchor ? `#${encodeURIComponent(anchor)}` : '';
    return page ? link(page.url + end, words) : words;
  }
  const file = attachmentReference(element);
  if (file) {
    const words = wordsOf(element, writing) || escapeHtml(file.fileName);
    const address = resolved.attachment(file.fileName, file.on);
    return address === undefined ? words : link(address, words);
  }
  const words = wordsOf(element, writing);
  if (anchor) return link(`#${anchors.named(anchor)}`, words || escapeHtml(anchor));
  const space = childOf(element, 'ri:space')?.attributes['ri:space-key'];
  return words || escapeHtml(space ?? '');
}

function link(address: string, words: string): string {
  return `<a href="${escapeHtml(address)}">${words}</a>`;
}

function wordsOf(element: StorageElement, writing: Writing): string {
  const plain = childOf(element, 'ac:plain-text-link-body');
  if (plain) return escapeHtml(textOf(plain.children));
  const rich = childOf(element, 'ac:link-body');
  return rich ? writeStorage(rich.children, writing) : '';
}
