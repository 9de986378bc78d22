import type { DataSourceObjectResponse, PageObjectResponse } from '@notionhq/client';
import type { Acl, Content, Item } from '#kit';
import type { NotionConfig } from './options.ts';
import { type PageRecord, packRecord } from './page-record.ts';
import type { PageFile } from './text/page-files.ts';
import { titleOf } from './title-of.ts';

type Load = NonNullable<Item['load']>;

interface Surrounding {
  readonly config: Pick<NotionConfig, 'isPublic'>;
  readonly version: string;
  readonly breadcrumb: readonly string[];
  readonly load: Load;
}

export function pageItem(
  page: PageObjectResponse,
  { config, version, breadcrumb, load, record }: Surrounding & { readonly record: PageRecord },
): Item {
  const { parent } = page;
  return {
    id: page.id,
    version,
    url: page.url,
    title: titleOf(page) ?? 'Untitled',
    breadcrumb,
    mediaType: 'text/markdown',
    updatedAt: page.last_edited_time,
    metadata: {
      kind: parent.type === 'data_source_id' ? 'row' : 'page',
      created_at: page.created_time,
      ...(parent.type === 'data_source_id' && { data_source: parent.data_source_id }),
    },
    ...aclOf(page, config),
    validators: packRecord(record),
    load,
  };
}

export function dataSourceItem(
  source: DataSourceObjectResponse,
  { config, version, breadcrumb, load, place }: Surrounding & { readonly place?: string },
): Item {
  return {
    id: source.id,
    version,
    url: source.url,
    title: titleOf(source) ?? 'Untitled data source',
    breadcrumb: breadcrumb.filter((title) => title !== titleOf(source)),
    mediaType: 'text/markdown',
    updatedAt: source.last_edited_time,
    metadata: { kind: 'data_source', created_at: source.created_time },
    ...aclOf(source, config),
    ...(place !== undefined && {
      validators: packRecord({ pages: [], databases: [], files: [], place }),
    }),
    load,
  };
}

export function fileItem(
  page: PageObjectResponse,
  file: PageFile,
  { config, breadcrumb, load }: Omit<Surrounding, 'version'>,
): Item {
  return {
    id: fileId(page.id, file),
    // Another version of a file is another upload, which has another key.
    version: file.key,
    url: page.url,
    title: file.name,
    breadcrumb: [...breadcrumb, titleOf(page) ?? 'Untitled'],
    metadata: { kind: 'file', page: page.id },
    ...aclOf(page, config),
    load,
  };
}

export function fileId(pageId: string, { key }: Pick<PageFile, 'key'>): string {
  return `${pageId}/files/${key}`;
}

/** Undefined for the id of a page or a data source. */
export function splitFileId(id: string) {
  const [, pageId, key] = /^([0-9a-f-]{36})\/files\/([0-9a-f]+)$/.exec(id) ?? [];
  return pageId === undefined || key === undefined ? undefined : { pageId, key };
}

/** A page that was published to the web is public. Of all others the API tells no readers. */
export function aclOf(
  { public_url: published }: { readonly public_url?: string | null },
  { isPublic }: Pick<NotionConfig, 'isPublic'>,
): { readonly acl?: Acl } {
  // What is not told is not public.
  return isPublic || typeof published === 'string' ? { acl: { kind: 'public' } } : {};
}

export function markdownContent(text: string): Content {
  return { as: 'text', mediaType: 'text/markdown', text };
}
