import type { FakeDrive } from './fake-drive.ts';
import { fileJson } from './file-json.ts';
import { maskFields } from './mask-fields.ts';
import { matcher } from './search.ts';
import { type FakeFile, googleDoc, googleSheet, googleSlides } from './state.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** An error as Drive writes it. */
export function refusal(
  status: number,
  reason: string,
  message: string,
  location?: string,
): Response {
  const more = location === undefined ? {} : { location, locationType: 'parameter' };
  return Response.json(
    { error: { code: status, message, errors: [{ domain: 'global', reason, message, ...more }] } },
    { status },
  );
}

const notFound = (id: string) => refusal(404, 'notFound', `File not found: ${id}.`, 'fileId');

/** What the API answers to a user who is signed in. */
export function answerDrive(fake: FakeDrive, user: string, request: Request): Response {
  const { state, traps } = fake;
  const url = new URL(request.url);
  const query = url.searchParams;
  const path = url.pathname.slice('/drive/v3/'.length);
  const json = (value: unknown) => Response.json(maskFields(value, query.get('fields') ?? ''));
  const [noun, id = '', verb] = path.split('/').map(decodeURIComponent);

  if (noun === 'about') {
    if (!query.has('fields'))
      return refusal(400, 'required', 'The fields parameter is required.', 'fields');
    return json({ kind: 'drive#about', user: { emailAddress: user, displayName: user } });
  }
  if (noun === 'drives') {
    const drives = [...state.drives]
      .filter(([, { members }]) => members.includes(user))
      .map(([driveId, { name }]) => ({ kind: 'drive#drive', id: driveId, name }));
    return json({ kind: 'drive#driveList', ...page(fake, drives, query, 'drives') });
  }
  const driveId = query.get('driveId') ?? undefined;
  if (driveId !== undefined && !state.drives.get(driveId)?.members.includes(user)) {
    return refusal(404, 'notFound', `Shared drive not found: ${driveId}`, 'driveId');
  }
  if (path === 'changes/startPageToken') {
    return json({
      kind: 'drive#startPageToken',
      startPageToken: fake.tokenAt(state.changes.length),
    });
  }
  if (path === 'changes') return json(changes(fake, user, query) ?? {});
  if (path === 'files') {
    const isMatch = matcher(query.get('q') ?? '');
    if (isMatch === undefined) return refusal(400, 'invalid', 'Invalid Value', 'q');
    const inCorpus = (file: FakeFile) =>
      query.get('corpora') === 'drive'
        ? file.driveId === driveId
        : file.driveId === undefined ||
          (query.get('includeItemsFromAllDrives') === 'true' &&
            !state.drives.get(file.driveId)?.members.includes(user));
    const given = request.headers.get('x-goog-drive-resource-keys') ?? '';
    const isOpened = ({ parent = '' }: FakeFile) => {
      const key = state.files.get(parent)?.resourceKey;
      return key !== undefined && given.split(',').includes(`${parent}/${key}`);
    };
    const found = [...state.files.values()]
      .filter((file) => inCorpus(file) && isMatch(file))
      .filter((file) => state.sees(user, file) || isOpened(file))
      .map((file) => fileJson(state, user, file));
    return json({
      kind: 'drive#fileList',
      incompleteSearch: traps.isIncomplete ?? false,
      ...page(fake, found, query, 'files'),
    });
  }
  if (noun === 'operations') return operation(fake, id);
  if (noun !== 'files') return refusal(404, 'notFound', 'Not Found');
  if (verb === 'permissions' && state.drives.has(id)) {
    const members = state.drives.get(id)?.members ?? [];
    const permissions = members.map((email) => ({
      id: `p-${email}`,
      type: 'user',
      role: 'reader',
      emailAddress: email,
    }));
    return json({ permissions });
  }
  const file = state.files.get(id);
  const keys = request.headers.get('x-goog-drive-resource-keys') ?? '';
  const isByKey =
    file?.resourceKey !== undefined && keys.split(',').includes(`${id}/${file.resourceKey}`);
  if (!file || !(state.sees(user, file) || isByKey || fake.linkShared.has(id))) return notFound(id);
  if (verb === 'permissions') return json({ permissions: state.permissionsOf(file) });
  if (verb === 'export') return exported(fake, file, query.get('mimeType') ?? '');
  if (verb === 'download' && request.method === 'POST') {
    fake.pending.set(`op-${id}`, 2);
    return Response.json({ name: `op-${id}`, done: false });
  }
  if (query.get('alt') === 'media') {
    if (file.mimeType.startsWith('application/vnd.google-apps.')) {
      return refusal(
        403,
        'fileNotDownloadable',
        'Only files with binary content can be downloaded.',
      );
    }
    return file.isSpoilt
      ? refusal(500, 'internalError', 'Internal Error')
      : bytes(file, file.mimeType);
  }
  return json(fileJson(state, user, file));
}

const editors: Readonly<Record<string, string>> = {
  documents: googleDoc,
  spreadsheets: googleSheet,
  presentations: googleSlides,
};

/** What the editor of a file says of it; an API that the project left off where the test gave nothing. */
export function answerEditor(
  fake: FakeDrive,
  user: string,
  { pathname, searchParams }: URL,
): Response | undefined {
  const [, noun = '', id = ''] = /^\/v[14]\/(\w+)\/([^/]+)$/.exec(pathname) ?? [];
  const mimeType = editors[noun];
  if (mimeType === undefined) return undefined;
  const file = fake.state.files.get(id);
  if (!file || !(fake.state.sees(user, file) || fake.linkShared.has(id))) {
    return editorRefusal(404, 'NOT_FOUND', 'Requested entity was not found.');
  }
  if (file.mimeType !== mimeType) {
    const message = 'This operation is not supported for this document';
    return editorRefusal(400, 'FAILED_PRECONDITION', message);
  }
  if (file.inEditor === undefined) {
    const message = 'The API has not been used in this project before or it is disabled.';
    return editorRefusal(403, 'PERMISSION_DENIED', message, 'SERVICE_DISABLED');
  }
  return Response.json(maskFields(file.inEditor, searchParams.get('fields') ?? ''));
}

/** An error as the newer APIs write it: a status for all of them, a reason for some. */
function editorRefusal(code: number, status: string, message: string, reason?: string): Response {
  const type = 'type.googleapis.com/google.rpc';
  const details = [
    { '@type': `${type}.Help`, links: [] },
    { '@type': `${type}.ErrorInfo`, reason, domain: 'googleapis.com' },
  ];
  const error = { code, message, status, ...(reason !== undefined && { details }) };
  return Response.json({ error }, { status: code });
}

function exported({ traps }: FakeDrive, file: FakeFile, mimeType: string): Response {
  if (file.isSpoilt) return refusal(500, 'internalError', 'Internal Error');
  if (!file.canDownload)
    return refusal(403, 'cannotExportFile', 'This file cannot be exported by the user.');
  if (file.isLarge || file.bytes.byteLength > (traps.exportLimit ?? 10 * 1024 * 1024)) {
    return refusal(403, 'exportSizeLimitExceeded', 'This file is too large to be exported.');
  }
  if ((file.mimeType === googleSheet) !== (mimeType === xlsx)) {
    return refusal(400, 'badRequest', 'The requested conversion is not supported.', 'convertTo');
  }
  return bytes(file, mimeType);
}

/** Refused once, pending once, then done: with an address on another host that carries its own right. */
function operation(fake: FakeDrive, name: string): Response {
  const left = fake.pending.get(name) ?? 0;
  fake.pending.set(name, left - 1);
  if (left === 2) return refusal(403, 'forbidden', 'Not yet.');
  if (left === 1) return Response.json({ name, done: false });
  if (fake.traps.exportFails) {
    return Response.json({ name, done: true, error: { code: 13, message: 'Conversion failed.' } });
  }
  const downloadUri = `${fake.storageUrl}/large/${name.slice('op-'.length)}?sig=${fake.signature}`;
  return Response.json({
    name,
    done: true,
    response: { downloadUri, partialDownloadAllowed: false },
  });
}

export function bytes(file: FakeFile, mimeType: string): Response {
  return new Response(Buffer.from(file.bytes), { headers: { 'content-type': mimeType } });
}

/** Everything after the token, of each file the newest only, a page at a time. */
function changes(fake: FakeDrive, user: string, query: URLSearchParams): unknown {
  const { state, traps } = fake;
  const from = fake.placeOf(query.get('pageToken') ?? '');
  const driveId = query.get('driveId') ?? undefined;
  if (traps.endlessChanges === 'same') {
    return { changes: [], nextPageToken: query.get('pageToken') };
  }
  if (traps.endlessChanges === 'new') return { changes: [], nextPageToken: fake.tokenAt(from + 1) };
  const size = Math.min(Number(query.get('pageSize') ?? 100), traps.pageCap ?? 1_000);
  const until = Math.min(from + size, state.changes.length);
  const found = [];
  for (let at = from; at < until; at += 1) {
    const change = state.changes[at];
    if (!change) continue;
    const { fileId, audience } = change;
    const isLatest = state.changes
      .slice(at + 1)
      .every((later) => later.fileId !== fileId || later.driveId !== change.driveId);
    if (!isLatest || !audience.includes(user)) continue;
    if (driveId !== undefined ? change.driveId !== driveId : change.driveId !== undefined) continue;
    if (fileId === undefined) {
      found.push({ kind: 'drive#change', changeType: 'drive', removed: false, driveId });
      continue;
    }
    const file = state.files.get(fileId);
    const isThere = file !== undefined && state.sees(user, file) && file.driveId === change.driveId;
    found.push({
      kind: 'drive#change',
      changeType: 'file',
      time: '2026-01-02T00:00:00.000Z',
      fileId,
      removed: !isThere,
      ...(isThere && { file: fileJson(state, user, file) }),
    });
  }
  const isLast = until >= state.changes.length;
  return {
    kind: 'drive#changeList',
    changes: found,
    [isLast ? 'newStartPageToken' : 'nextPageToken']: fake.tokenAt(until),
  };
}

/** A page of a listing; pages may be short, and empty in the middle. */
function page(
  { traps }: FakeDrive,
  all: readonly unknown[],
  query: URLSearchParams,
  name: string,
): Record<string, unknown> {
  const token = query.get('pageToken') ?? 'page-0';
  const size = Math.min(Number(query.get('pageSize') ?? 100), traps.pageCap ?? 1_000);
  const isEmpty = traps.emptyPages === true && !token.endsWith('-full');
  const from = Number(/^page-(\d+)/.exec(token)?.[1] ?? 0);
  if (isEmpty) return { [name]: [], nextPageToken: `page-${from}-full` };
  const until = from + size;
  const next = traps.repeatedCursor ? 'page-0-full' : `page-${until}`;
  const hasMore = until < all.length || traps.repeatedCursor;
  return { [name]: all.slice(from, until), ...(hasMore && { nextPageToken: next }) };
}
