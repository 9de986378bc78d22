import type * as z from 'zod';
import { type HttpResponse, RetryError, StopScopeError } from '#kit';
import type { GraphClient } from './client.ts';
import { refusal, whatItSaid } from './refusal.ts';
import {
  type Column,
  column,
  type Drive,
  type DriveItem,
  drive,
  driveItem,
  type List,
  type ListItem,
  list,
  listItem,
  rawPage,
  type Site,
  type SitePage,
  site,
  sitePage,
} from './schemas.ts';

/** The calls that the connector makes, with their parameters; all of them read. */
export interface GraphApi {
  site(
    address: { readonly host: string; readonly path: string },
    signal: AbortSignal,
  ): Promise<Site>;
  subsites(siteId: string, signal: AbortSignal): Promise<readonly Site[]>;
  drives(siteId: string, signal: AbortSignal): Promise<readonly Drive[]>;
  drive(id: string, signal: AbortSignal): Promise<Drive>;
  driveOf(user: string, signal: AbortSignal): Promise<Drive>;
  lists(siteId: string, signal: AbortSignal): Promise<readonly List[]>;
  columns(place: ListPlace, signal: AbortSignal): Promise<readonly Column[]>;
  /** One page of a delta query, from its start or a link of an earlier page. */
  delta(question: DeltaQuestion, signal: AbortSignal): Promise<DeltaPage | DeltaExpired>;
  /** Undefined: it is not there, or not for this app. */
  driveItem(driveId: string, id: string, signal: AbortSignal): Promise<DriveItem | undefined>;
  /** Nothing of a folder that is not there any more. */
  children(driveId: string, id: string, signal: AbortSignal): AsyncGenerator<DriveItem>;
  listItem(place: ListPlace, id: string, signal: AbortSignal): Promise<ListItem | undefined>;
  /** One version of an item with all its fields; undefined where it is not kept. */
  versionFields(
    place: ListPlace,
    id: string,
    version: string,
    signal: AbortSignal,
  ): Promise<ListItem['fields']>;
  /** Undefined: it is a page of another kind. */
  sitePage(siteId: string, id: string, signal: AbortSignal): Promise<SitePage | undefined>;
  /** Any status. */
  content(
    file: { readonly driveId: string; readonly item: DriveItem; readonly format?: string },
    options: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<HttpResponse>;
}

export interface ListPlace {
  readonly siteId: string;
  readonly listId: string;
  /** Which columns are wanted; undefined: all. Naming one resolves what it looks up. */
  readonly fields?: readonly string[] | undefined;
}

export interface DeltaQuestion {
  /** Where the delta query begins, or the link of an earlier page. */
  readonly path: string;
  readonly prefer?: string | undefined;
  readonly what: string;
}

export interface DeltaPage {
  readonly is: 'page';
  readonly values: readonly unknown[];
  /** Where to go on: now, or, on the last page, when something may have changed. */
  readonly next: string;
  readonly isLast: boolean;
}

/** The token is worth nothing any more. */
export interface DeltaExpired {
  readonly is: 'expired';
  /** Where the service wants us to begin anew. */
  readonly restart: string | undefined;
}

/** Never asked for: the address to download from, which carries a right of its own. */
export const driveItemFields =
  'id,name,size,eTag,cTag,webUrl,createdDateTime,lastModifiedDateTime,createdBy,lastModifiedBy,parentReference,file,folder,root,package,remoteItem,malware,shared,deleted';
const siteFields = 'id,name,displayName,webUrl';
export const listItemFields =
  'id,eTag,webUrl,createdDateTime,lastModifiedDateTime,createdBy,contentType,sharepointIds,deleted';
/** More empty pages than this in a row are no listing. */
const mostEmptyPages = 1_000;

export function createGraphApi(client: GraphClient, pageSize: number): GraphApi {
  const id = encodeURIComponent;
  const listPath = ({ siteId, listId }: ListPlace) => `sites/${id(siteId)}/lists/${id(listId)}`;

  async function* all<Shape extends z.ZodType>(
    { path: start, what }: { readonly path: string; readonly what: string },
    shape: Shape,
    signal: AbortSignal,
  ): AsyncGenerator<z.output<Shape>> {
    const seen = new Set<string>();
    let empty = 0;
    for (let path: string | undefined = start; path !== undefined; ) {
      if (seen.has(path) || empty > mostEmptyPages) throw endless(what);
      seen.add(path);
      const page: z.output<typeof rawPage> = await client.json({ path, what }, rawPage, signal);
      for (const value of page.value) {
        const read = shape.safeParse(value);
        if (!read.success) throw undocumented(what);
        yield read.data;
      }
      empty = page.value.length === 0 ? empty + 1 : 0;
      const next = page['@odata.nextLink'];
      path = next === undefined ? undefined : client.pathOf(next);
    }
  }
  async function collect<Shape extends z.ZodType>(
    ...request: Parameters<typeof all<Shape>>
  ): Promise<readonly z.output<Shape>[]> {
    const found: z.output<Shape>[] = [];
    for await (const one of all(...request)) found.push(one);
    return found;
  }
  async function unlessMissing<Shape extends z.ZodType>(
    request: { readonly path: string; readonly what: string },
    shape: Shape,
    signal: AbortSignal,
  ): Promise<z.output<Shape> | undefined> {
    const answer = await client.ask(request, signal);
    if (isMissing(answer)) return undefined;
    if (answer.status !== 200) throw refusal(answer, request.what);
    return client.read(answer, shape, request.what);
  }

  return {
    site({ host, path }, signal) {
      const place = path === '' ? host : `${host}:${path}`;
      const what = `the site ${host}${path}`;
      return client.json({ path: `sites/${place}?$select=${siteFields}`, what }, site, signal);
    },
    subsites: (siteId, signal) =>
      collect(
        { path: `sites/${id(siteId)}/sites?$select=${siteFields}`, what: 'the subsites' },
        site,
        signal,
      ),
    drives: (siteId, signal) =>
      collect(
        {
          path: `sites/${id(siteId)}/drives?$select=id,name,webUrl,driveType,system`,
          what: 'the document libraries',
        },
        drive,
        signal,
      ),
    drive: (driveId, signal) =>
      client.json(
        {
          path: `drives/${id(driveId)}?$select=id,name,webUrl,driveType,sharePointIds`,
          what: `the drive ${driveId}`,
        },
        drive,
        signal,
      ),
    driveOf: (user, signal) =>
      client.json(
        {
          path: `users/${id(user)}/drive?$select=id,name,webUrl,driveType,sharePointIds`,
          what: `the OneDrive of ${user}`,
        },
        drive,
        signal,
      ),
    lists: (siteId, signal) =>
      collect(
        {
          path: `sites/${id(siteId)}/lists?$select=id,name,displayName,webUrl,list,system`,
          what: 'the lists',
        },
        list,
        signal,
      ),
    columns: (place, signal) =>
      collect(
        {
          path: `${listPath(place)}/columns`,
          what: 'the columns of the list',
        },
        column,
        signal,
      ),
    async delta({ path, prefer, what }, signal) {
      const answer = await client.ask({ path, what, ...(prefer && { prefer }) }, signal);
      if (isExpired(answer)) {
        const { location } = answer.headers;
        return { is: 'expired', restart: location && pathIn(client, location) };
      }
      if (answer.status !== 200) throw refusal(answer, what);
      const page = client.read(answer, rawPage, what);
      const next = page['@odata.nextLink'] ?? page['@odata.deltaLink'];
      if (next === undefined) throw undocumented(what);
      const isLast = page['@odata.nextLink'] === undefined;
      return { is: 'page', values: page.value, next: client.pathOf(next), isLast };
    },
    driveItem: (driveId, itemId, signal) =>
      unlessMissing(
        {
          path: `drives/${id(driveId)}/items/${id(itemId)}?$select=${driveItemFields}`,
          what: `the file ${itemId}`,
        },
        driveItem,
        signal,
      ),
    async *children(driveId, itemId, signal) {
      const path = `drives/${id(driveId)}/items/${id(itemId)}/children?$select=${driveItemFields}&$top=${pageSize}`;
      try {
        yield* all({ path, what: `the folder ${itemId}` }, driveItem, signal);
      } catch (error) {
        if (!(error instanceof StopScopeError && error.code === 'not_found')) throw error;
      }
    },
    listItem: (place, itemId, signal) => {
      const fields = place.fields ? `fields($select=${place.fields.join(',')})` : 'fields';
      const path = `${listPath(place)}/items/${id(itemId)}?$select=${listItemFields}&$expand=${fields}`;
      return unlessMissing({ path, what: `the item ${itemId}` }, listItem, signal);
    },
    async versionFields(place, itemId, version, signal) {
      const path = `${listPath(place)}/items/${id(itemId)}/versions/${id(version)}?$expand=fields`;
      const what = `version ${version} of the page ${itemId}`;
      return (await unlessMissing({ path, what }, listItem.pick({ fields: true }), signal))?.fields;
    },
    async sitePage(siteId, pageId, signal) {
      const what = `the page ${pageId}`;
      const path = `sites/${id(siteId)}/pages/${id(pageId)}/microsoft.graph.sitePage?$expand=canvasLayout`;
      const answer = await client.ask({ path, what }, signal);
      if (isMissing(answer) || answer.status === 400) return undefined;
      if (answer.status !== 200) throw refusal(answer, what);
      return client.read(answer, sitePage, what);
    },
    content: ({ driveId, item, format }, { maxBytes, signal }) =>
      client.download(
        {
          path: `drives/${id(driveId)}/items/${id(item.id)}/content${format ? `?format=${format}` : ''}`,
          what: named(item),
        },
        maxBytes,
        signal,
      ),
  };
}

/** For messages. */
export function named({
  name,
  id,
}: {
  readonly name?: string | null | undefined;
  readonly id: string;
}) {
  return name ? `"${name}" (${id})` : id;
}

function isMissing({ status }: HttpResponse): boolean {
  return status === 404 || status === 410;
}

/** Undefined where an address leads out of the API. */
function pathIn(client: GraphClient, link: string): string | undefined {
  try {
    return client.pathOf(link);
  } catch (error) {
    if (error instanceof RetryError) return undefined;
    throw error;
  }
}

const expiredCodes: ReadonlySet<string> = new Set([
  'resyncRequired',
  'resyncChangesApplyDifferences',
  'resyncChangesUploadDifferences',
  'syncStateNotFound',
  'syncStateInvalid',
]);

function isExpired(answer: HttpResponse): boolean {
  if (answer.status === 410) return true;
  if (answer.status !== 400) return false;
  const { code, message } = whatItSaid(answer);
  return expiredCodes.has(code) || /\btoken\b/i.test(message);
}

export function endless(what: string): RetryError {
  return new RetryError(`Microsoft Graph gives the same page of ${what} again and again.`, {
    code: 'paging_loop',
    hint: 'Nothing was deleted. The next sync begins anew.',
  });
}

function undocumented(what: string): RetryError {
  return new RetryError(`The answer for ${what} is not as documented.`, { code: 'bad_answer' });
}
