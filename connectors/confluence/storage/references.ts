import { macroTreatment } from './macro-table.ts';
import {
  childOf,
  elementsBelow,
  macroName,
  parameterElement,
  parameterOf,
  type StorageElement,
  type StorageNode,
} from './parse-storage.ts';

/** A page or blog post as the storage format names it: by title, and by space where it is another one. */
export interface PageReference {
  readonly kind: 'page' | 'blogpost';
  readonly spaceKey: string | undefined;
  readonly title: string;
}

/** What a body names and only the site can resolve. */
export interface References {
  readonly pages: readonly PageReference[];
  readonly people: readonly string[];
  readonly includes: readonly PageReference[];
}

export function referencesIn(nodes: readonly StorageNode[]): References {
  const pages = new Map<string, PageReference>();
  const includes = new Map<string, PageReference>();
  const people = new Set<string>();
  for (const element of elementsBelow(nodes)) {
    const page = pageReference(element);
    if (page) pages.set(referenceKey(page), page);
    const person = personOf(element);
    if (person !== undefined) people.add(person);
    const included = includedPage(element);
    if (included) includes.set(referenceKey(included), included);
  }
  return { pages: [...pages.values()], people: [...people], includes: [...includes.values()] };
}

export function referenceKey({ kind, spaceKey, title }: PageReference): string {
  return JSON.stringify([kind, spaceKey ?? '', title]);
}

/** Of `ri:page` and `ri:blog-post`. */
export function pageReference({ name, attributes }: StorageElement): PageReference | undefined {
  if (name !== 'ri:page' && name !== 'ri:blog-post') return undefined;
  const title = attributes['ri:content-title'];
  const kind = name === 'ri:page' ? 'page' : 'blogpost';
  return title === undefined ? undefined : { kind, spaceKey: attributes['ri:space-key'], title };
}

/** Of `ri:user`: the account id of Cloud, or the key of Data Center. */
export function personOf({ name, attributes }: StorageElement): string | undefined {
  return name === 'ri:user' ? (attributes['ri:account-id'] ?? attributes['ri:userkey']) : undefined;
}

/** The page that an include macro shows; older macros name it by a title alone. */
export function includedPage(element: StorageElement): PageReference | undefined {
  if (element.name !== 'ac:structured-macro' && element.name !== 'ac:macro') return undefined;
  if (macroTreatment(macroName(element)) !== 'include') return undefined;
  const holder = parameterElement(element, '') ?? parameterElement(element, 'default-parameter');
  for (const below of elementsBelow(holder?.children ?? [])) {
    const page = pageReference(below);
    if (page) return page;
  }
  const named =
    parameterOf(element, '') ??
    parameterOf(element, 'pageTitle') ??
    parameterOf(element, 'default-parameter');
  if (named === undefined) return undefined;
  const [, spaceKey, title] = /^(?:([^:\s]+):)?(.+)$/s.exec(named) ?? [];
  return title === undefined ? undefined : { kind: 'page', spaceKey, title };
}

/** The file that a link, an image or a macro names, and the page that it hangs on where it is another. */
export function attachmentReference(
  element: StorageElement,
): { readonly fileName: string; readonly on: PageReference | undefined } | undefined {
  const attachment = childOf(element, 'ri:attachment');
  const fileName = attachment?.attributes['ri:filename'];
  if (attachment === undefined || fileName === undefined) return undefined;
  const [on] = [...elementsBelow(attachment.children)].flatMap(
    (below) => pageReference(below) ?? [],
  );
  return { fileName, on };
}
