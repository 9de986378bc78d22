import { type Content, type Item, type Known, SkipDocumentError, type SkipReason } from '#kit';
import { asContent } from './as-content.ts';
import { createListReader, isListFolder, type ListPlaceOf, listItemId } from './list-reader.ts';
import { pageHtml } from './page-html.ts';
import { createReaders } from './readers.ts';
import type { FieldValues, ListItem } from './schemas.ts';
import type { ScopeReader, Tools } from './scope-reader.ts';
import { dated } from './to-document.ts';

export interface PagesPlace extends ListPlaceOf {
  readonly kind: 'pages';
  /** The site that its SharePoint groups belong to. */
  readonly groupsOf: string;
}

const fields = ['Title', 'FileLeafRef', '_UIVersionString'];

/** Which version of a page its readers see. */
interface PublishedVersion {
  /** 0: none yet. */
  readonly major: number;
  /** Somebody edits it; the published version lies behind. */
  readonly hasDraft: boolean;
}

/** Reads the pages of a site, in the version that was published last. */
export function createPagesReader(tools: Tools, place: PagesPlace): ScopeReader {
  const { api } = tools;
  const { siteId, listId } = place;
  const readers = createReaders(tools, place.groupsOf);
  const listPath = `sites/${encodeURIComponent(siteId)}/lists/${encodeURIComponent(listId)}`;

  const asked = ({ id }: ListItem) => ({
    id,
    parent: '',
    path: `${listPath}/items/${encodeURIComponent(id)}/driveItem/permissions`,
    isChanged: false,
  });

  /** The page as its parts, where its newest version is the published one. */
  async function loadParts(item: ListItem, signal: AbortSignal): Promise<Content | undefined> {
    const pageId = uniqueId(item);
    const page = pageId === undefined ? undefined : await api.sitePage(siteId, pageId, signal);
    const level = page?.publishingState?.level;
    if (page === undefined || (level != null && level !== 'published')) return undefined;
    const { html, lost } = pageHtml(page);
    return { as: 'text', mediaType: 'text/html', text: html, ...(lost.length > 0 && { lost }) };
  }

  async function load(item: ListItem, signal: AbortSignal): Promise<Content> {
    const version = publishedVersion(item);
    const parts = version?.hasDraft ? undefined : await loadParts(item, signal);
    if (parts) return parts;
    const kept = version ? await publishedFields(item, version, signal) : undefined;
    const newest =
      kept || version?.hasDraft
        ? undefined
        : (await api.listItem({ siteId, listId }, item.id, signal))?.fields;
    const text = kept ?? newest;
    if (!text) {
      throw new SkipDocumentError(`The published text of the page ${item.id} cannot be had.`, {
        code: 'no_published_version',
        hint: 'Somebody edits it, and older versions are not kept. It is read when it is published.',
      });
    }
    return { as: 'text', mediaType: 'text/html', text: asContent(writtenIn(text)) };
  }

  function publishedFields({ id }: ListItem, { major }: PublishedVersion, signal: AbortSignal) {
    return api.versionFields({ siteId, listId }, id, `${major}.0`, signal);
  }

  /** The listing tells the title of the draft; that of the version below it is on record, or asked for. */
  async function publishedTitle(
    item: ListItem,
    version: PublishedVersion,
    before: Known | undefined,
  ): Promise<string> {
    const noted = isOf(before, item, version) ? before?.validators : undefined;
    if (typeof noted === 'string') return noted;
    return String((await publishedFields(item, version, tools.context.signal))?.Title ?? '');
  }

  return createListReader(tools, place, {
    fields,
    asked,
    prime: readers.prime,
    async announce(item, known): Promise<Item | undefined> {
      if (isListFolder(item)) return undefined;
      const acl = await readers.of(asked(item));
      const version = publishedVersion(item);
      const name = String(item.fields?.FileLeafRef ?? '');
      const before = await known?.(listItemId(listId, item.id));
      const url = item.webUrl ?? `${place.listUrl}/${encodeURIComponent(name)}`;
      const skip = version?.major === 0 ? draft : undefined;
      const told =
        !skip && version?.hasDraft
          ? await publishedTitle(item, version, before)
          : String(item.fields?.Title ?? '');
      const title = told || name.replace(/\.aspx$/i, '');
      const author = item.createdBy?.user?.displayName;
      return {
        id: listItemId(listId, item.id),
        version: versionOf(item, version, before),
        url,
        ...(title && { title }),
        validators: told,
        breadcrumb: place.breadcrumb,
        mediaType: 'text/html',
        ...dated(item.lastModifiedDateTime),
        metadata: {
          kind: 'page',
          ...(author && { author }),
          ...(item.createdDateTime && { created_at: item.createdDateTime }),
        },
        ...(acl && { acl }),
        ...(skip ? { skip } : { load: (signal) => load(item, signal) }),
      };
    },
  });
}

const draft: SkipReason = { code: 'draft', message: 'it was never published' };

/**
 * A library that keeps no versions calls each the same, so the edit counts too; that of a draft says
 * nothing of the version below it.
 */
function versionOf(
  item: ListItem,
  published: PublishedVersion | undefined,
  before: Known | undefined,
): string {
  const eTag = (item.eTag ?? '').replaceAll('"', '');
  if (published === undefined) return eTag;
  const own = ownVersion(item, published);
  if (!published.hasDraft) return `${own}${eTag}`;
  return (isOf(before, item, published) && before?.version) || own;
}

function ownVersion(item: ListItem, { major }: PublishedVersion): string {
  return `${uniqueId(item) ?? item.id},${major},`;
}

/** Whether what is on record is of this published version. */
function isOf(before: Known | undefined, item: ListItem, published: PublishedVersion): boolean {
  return before?.version?.startsWith(ownVersion(item, published)) === true;
}

/** Undefined where the library keeps no versions. */
function publishedVersion({ fields: values }: ListItem): PublishedVersion | undefined {
  const label = values?._UIVersionString ?? values?.OData__UIVersionString;
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(String(label ?? '')) ?? [];
  return major === undefined ? undefined : { major: Number(major), hasDraft: Number(minor) > 0 };
}

function uniqueId({ sharepointIds, eTag }: ListItem): string | undefined {
  return (
    sharepointIds?.listItemUniqueId ??
    /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i.exec(eTag ?? '')?.[0]
  );
}

/** The text of a page of whatever kind, as the list keeps it. */
function writtenIn(values: FieldValues): string {
  const found = ['CanvasContent1', 'PublishingPageContent', 'WikiField'].find(
    (name) => typeof values[name] === 'string' && values[name] !== '',
  );
  return found === undefined ? '' : String(values[found]);
}
