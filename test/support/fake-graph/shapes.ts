import type {
  FakeDrive,
  FakeItem,
  FakeList,
  FakeListItem,
  FakePermission,
  FakeState,
} from './state.ts';

/** An item of a drive as the API shows it; the address to download it comes unless others are selected. */
export function itemJson(
  drive: FakeDrive,
  item: FakeItem,
  { link, isHierarchical }: { readonly link: string; readonly isHierarchical: boolean },
): Record<string, unknown> {
  const { id, name, parent, isFolder } = item;
  if (item.isDeleted) return { id, deleted: { state: 'deleted' } };
  // Unless asked to tell where sharing begins, whatever somebody else may read is shared.
  const isShared = isHierarchical ? item.permissions !== undefined : parent !== undefined;
  return {
    id,
    name,
    size: item.bytes.byteLength,
    eTag: `"{${id}},${item.version}"`,
    ...(!isFolder && { cTag: `"c:{${id}},${item.contentVersion}"` }),
    webUrl: webUrlOf(drive, item),
    createdDateTime: '2026-01-01T00:00:00Z',
    lastModifiedDateTime: new Date(Date.UTC(2026, 0, 1) + item.version * 1_000).toISOString(),
    createdBy: { user: { displayName: 'Ada', email: 'ada@example.com', id: 'ada' } },
    lastModifiedBy: { user: { displayName: 'Ada' } },
    parentReference: {
      driveId: drive.id,
      driveType: 'documentLibrary',
      ...(parent && { id: parent }),
    },
    ...(isFolder && { folder: { childCount: 0 } }),
    ...(parent === undefined && { root: {} }),
    ...(!isFolder &&
      !('package' in item.facets) && {
        file: { mimeType: item.mimeType, hashes: { quickXorHash: '' } },
      }),
    ...(isShared && { shared: { scope: 'users' } }),
    ...item.facets,
    ...(!isFolder && { '@microsoft.graph.downloadUrl': link }),
  };
}

/** Office files have an address that survives a move; others lie under their path. */
function webUrlOf(drive: FakeDrive, item: FakeItem): string {
  if (/\.(?:docx|xlsx|pptx)$/.test(item.name)) {
    return `${drive.webUrl.replace(/\/[^/]+$/, '')}/_layouts/15/Doc.aspx?sourcedoc=%7B${item.id}%7D&file=${encodeURIComponent(item.name)}`;
  }
  const names: string[] = [];
  for (
    let one: FakeItem | undefined = item;
    one?.parent !== undefined;
    one = drive.items.get(one.parent)
  ) {
    names.unshift(encodeURIComponent(one.name));
  }
  return [drive.webUrl, ...names].join('/');
}

/** Those of the nearest that has its own. */
export function permissionsOf(drive: FakeDrive, item: FakeItem): readonly FakePermission[] {
  for (let one: FakeItem | undefined = item; one; one = drive.items.get(one.parent ?? '')) {
    if (one.permissions) return one.permissions;
  }
  return [];
}

export function driveJson(drive: FakeDrive): Record<string, unknown> {
  return {
    id: drive.id,
    name: drive.name,
    webUrl: drive.webUrl,
    driveType: drive.user === undefined ? 'documentLibrary' : 'business',
    sharePointIds: { siteId: drive.siteId?.split(',')[1] ?? `own-${drive.id}` },
    ...(drive.isSystem && { system: {} }),
  };
}

export function listJson(list: FakeList): Record<string, unknown> {
  return {
    id: list.id,
    name: list.name,
    displayName: list.name,
    webUrl: list.webUrl,
    list: { template: list.template, hidden: list.isHidden, contentTypesEnabled: false },
  };
}

export function siteJson(state: FakeState, id: string, host: string): Record<string, unknown> {
  const site = state.sites.get(id);
  return {
    id,
    name: site?.path.split('/').at(-1),
    displayName: site?.name,
    webUrl: `https://${host}${site?.path}`,
  };
}

export function listItemJson(
  list: FakeList,
  item: FakeListItem,
  fields: readonly string[] | 'all' | undefined,
): Record<string, unknown> {
  const { id } = item;
  if (item.isDeleted) return { id, deleted: { state: 'deleted' } };
  const all = { ...item.fields, FileLeafRef: item.name, id };
  const shown =
    fields === 'all'
      ? all
      : Object.fromEntries(Object.entries(all).filter(([name]) => fields?.includes(name)));
  const isPage = list.template === 'webPageLibrary';
  return {
    id,
    eTag: `"${item.uniqueId},${item.version}"`,
    webUrl: `${list.webUrl}/${isPage ? encodeURIComponent(item.name) : `${id}_.000`}`,
    createdDateTime: '2026-01-01T00:00:00Z',
    lastModifiedDateTime: new Date(Date.UTC(2026, 0, 2) + item.version * 1_000).toISOString(),
    createdBy: { user: { displayName: 'Ada' } },
    contentType: item.contentType,
    sharepointIds: { listItemUniqueId: item.uniqueId, listItemId: id },
    parentReference: { siteId: list.siteId },
    ...(fields && { fields: shown }),
  };
}
