import type * as z from 'zod';
import { type HttpResponse, RetryError } from '#kit';
import type { DriveClient } from './client.ts';
import { createEditors, type Editors } from './editors.ts';
import { refusal, whatItSaid } from './refusal.ts';
import {
  about,
  changeList,
  type DriveChange,
  type DriveFile,
  type DrivePermission,
  driveFile,
  driveList,
  fileList,
  operation,
  permissionList,
  startToken,
} from './schemas.ts';

/** What is listed together: a user's own corpus, or a shared drive as a user sees it. */
export interface Corpus {
  /** '' for the account itself. */
  readonly subject: string;
  readonly driveId: string | undefined;
}

export interface ChangePage {
  readonly changes: readonly DriveChange[];
  /** Where to go on. */
  readonly next: string;
  readonly isLast: boolean;
}

/** The calls that the connector makes, with their parameters; all read. */
export interface DriveApi {
  startToken(corpus: Corpus, signal: AbortSignal): Promise<string>;
  /** Undefined: the token is worth nothing any more. */
  changes(corpus: Corpus, token: string, signal: AbortSignal): Promise<ChangePage | undefined>;
  /** All files that match, page by page; the flag says that Google did not look everywhere. */
  files(
    corpus: Corpus,
    query: string,
    signal: AbortSignal,
    resourceKeys?: ReadonlyMap<string, string | undefined>,
  ): AsyncGenerator<{ readonly files: readonly DriveFile[]; readonly isIncomplete: boolean }>;
  /** Undefined: it is not there, or not for this user. */
  file(
    corpus: Corpus,
    id: string,
    key: string | undefined,
    signal: AbortSignal,
  ): Promise<DriveFile | undefined>;
  permissions(corpus: Corpus, id: string, signal: AbortSignal): Promise<readonly DrivePermission[]>;
  drives(
    subject: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly id: string; readonly name: string }[]>;
  emailOf(subject: string, signal: AbortSignal): Promise<string | undefined>;
  /** Any status. */
  media(
    corpus: Corpus,
    file: DriveFile,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<HttpResponse>;
  exported(
    corpus: Corpus,
    file: DriveFile,
    mediaType: string,
    options: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<HttpResponse>;
  startDownload(
    corpus: Corpus,
    file: DriveFile,
    mediaType: string,
    signal: AbortSignal,
  ): Promise<z.output<typeof operation>>;
  operation(
    corpus: Corpus,
    name: string,
    what: string,
    signal: AbortSignal,
  ): Promise<z.output<typeof operation>>;
  readonly editors: Editors;
  fetch: DriveClient['download'];
  signIn: DriveClient['signIn'];
}

const permissionFields =
  'id,type,role,emailAddress,domain,allowFileDiscovery,deleted,expirationTime,view';
const fileFields = `id,name,mimeType,parents,driveId,trashed,version,modifiedTime,createdTime,size,md5Checksum,webViewLink,ownedByMe,owners(displayName,emailAddress),shortcutDetails(targetId,targetMimeType,targetResourceKey),resourceKey,permissions(${permissionFields}),hasAugmentedPermissions,inheritedPermissionsDisabled,capabilities(canDownload)`;
/** More empty pages than this in a row are no listing. */
const mostEmptyPages = 1_000;

export function createDriveApi(client: DriveClient, pageSize: number): DriveApi {
  const keysOf = (file: DriveFile) => new Map([[file.id, file.resourceKey]]);
  const named = ({ name, id }: DriveFile) => `"${name}" (${id})`;

  return {
    async startToken({ subject, driveId }, signal) {
      const what = 'the start of the change feed';
      const path = 'changes/startPageToken';
      const query = { supportsAllDrives: true, driveId };
      return (await client.json({ path, query, subject, what }, startToken, signal)).startPageToken;
    },
    async changes({ subject, driveId }, token, signal) {
      const request = {
        path: 'changes',
        subject,
        what: 'the changes',
        query: {
          pageToken: token,
          pageSize,
          driveId,
          includeRemoved: true,
          supportsAllDrives: true,
          includeItemsFromAllDrives: true,
          restrictToMyDrive: false,
          spaces: 'drive',
          fields: `nextPageToken,newStartPageToken,changes(changeType,removed,fileId,driveId,file(${fileFields}))`,
        },
      };
      const answer = await client.ask(request, signal, 64 * 1024 * 1024);
      if (isExpired(answer)) return undefined;
      if (answer.status !== 200) throw refusal(answer, request.what);
      const page = client.read(answer, changeList, request.what);
      const { nextPageToken, newStartPageToken } = page;
      return {
        changes: page.changes,
        next: nextPageToken ?? newStartPageToken ?? '',
        isLast: nextPageToken === undefined,
      };
    },
    async *files({ subject, driveId }, q, signal, resourceKeys) {
      const where = driveId === undefined ? { corpora: 'user' } : { corpora: 'drive', driveId };
      const seen = new Set<string>();
      let empty = 0;
      for (let pageToken: string | undefined; ; ) {
        const query = {
          ...where,
          q,
          pageSize,
          pageToken,
          spaces: 'drive',
          supportsAllDrives: true,
          includeItemsFromAllDrives: true,
          fields: `nextPageToken,incompleteSearch,files(${fileFields})`,
        };
        const page = await client.json(
          {
            path: 'files',
            query,
            subject,
            what: 'the files',
            ...(resourceKeys && { resourceKeys }),
          },
          fileList,
          signal,
        );
        yield { files: page.files, isIncomplete: page.incompleteSearch === true };
        pageToken = page.nextPageToken;
        if (pageToken === undefined) return;
        empty = page.files.length === 0 ? empty + 1 : 0;
        if (seen.has(pageToken) || empty > mostEmptyPages) throw endless('files');
        seen.add(pageToken);
      }
    },
    async file({ subject }, id, key, signal) {
      const what = `the file ${id}`;
      const query = { fields: fileFields, supportsAllDrives: true };
      const path = `files/${encodeURIComponent(id)}`;
      const resourceKeys = new Map([[id, key]]);
      const answer = await client.ask({ path, query, subject, what, resourceKeys }, signal);
      if (answer.status === 404 || answer.status === 410) return undefined;
      if (answer.status !== 200) throw refusal(answer, what);
      return client.read(answer, driveFile, what);
    },
    async permissions({ subject }, id, signal) {
      const found: DrivePermission[] = [];
      const seen = new Set<string>();
      for (let pageToken: string | undefined; ; ) {
        const query = {
          pageSize: 100,
          pageToken,
          supportsAllDrives: true,
          fields: `nextPageToken,permissions(${permissionFields})`,
        };
        const path = `files/${encodeURIComponent(id)}/permissions`;
        const what = `who may read ${id}`;
        const page = await client.json({ path, query, subject, what }, permissionList, signal);
        found.push(...page.permissions);
        pageToken = page.nextPageToken;
        if (pageToken === undefined) return found;
        if (seen.has(pageToken)) throw endless('permissions');
        seen.add(pageToken);
      }
    },
    async drives(subject, signal) {
      const found: { id: string; name: string }[] = [];
      const seen = new Set<string>();
      for (let pageToken: string | undefined; ; ) {
        const query = { pageSize: 100, pageToken, fields: 'nextPageToken,drives(id,name)' };
        const what = 'the shared drives';
        const page = await client.json({ path: 'drives', query, subject, what }, driveList, signal);
        found.push(...page.drives);
        pageToken = page.nextPageToken;
        if (pageToken === undefined) return found;
        if (seen.has(pageToken)) throw endless('shared drives');
        seen.add(pageToken);
      }
    },
    async emailOf(subject, signal) {
      const query = { fields: 'user(emailAddress)' };
      const request = { path: 'about', query, subject, what: 'who is signed in' };
      return (await client.json(request, about, signal)).user.emailAddress;
    },
    media: ({ subject }, file, maxBytes, signal) =>
      client.ask(
        {
          path: `files/${encodeURIComponent(file.id)}`,
          query: { alt: 'media', supportsAllDrives: true },
          subject,
          what: named(file),
          resourceKeys: keysOf(file),
        },
        signal,
        maxBytes,
      ),
    exported: ({ subject }, file, mimeType, { maxBytes, signal }) =>
      client.ask(
        {
          path: `files/${encodeURIComponent(file.id)}/export`,
          query: { mimeType },
          subject,
          what: named(file),
          resourceKeys: keysOf(file),
        },
        signal,
        maxBytes,
      ),
    startDownload: ({ subject }, file, mimeType, signal) =>
      client.json(
        {
          path: `files/${encodeURIComponent(file.id)}/download`,
          method: 'POST',
          query: { mimeType },
          subject,
          what: named(file),
          resourceKeys: keysOf(file),
        },
        operation,
        signal,
      ),
    operation: ({ subject }, name, what, signal) => {
      const path = `operations/${encodeURIComponent(name.replace(/^operations\//, ''))}`;
      return client.json({ path, subject, what }, operation, signal);
    },
    editors: createEditors(client),
    fetch: client.download,
    signIn: client.signIn,
  };
}

/** Google says it in several ways, and never what it means. */
function isExpired(answer: HttpResponse): boolean {
  if (answer.status === 410 || answer.status === 404) return true;
  if (answer.status !== 400) return false;
  const { location, message, reason } = whatItSaid(answer);
  return location === 'pageToken' || /page ?token/i.test(message) || /page_?token/i.test(reason);
}

function endless(what: string): RetryError {
  return new RetryError(`Google Drive gives the same page of ${what} again and again.`, {
    code: 'paging_loop',
  });
}
