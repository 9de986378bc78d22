export interface FakePermission {
  readonly id: string;
  readonly roles: readonly string[];
  readonly grantedToV2?: unknown;
  readonly grantedToIdentitiesV2?: readonly unknown[];
  readonly link?: { readonly scope: string; readonly type: string };
  readonly expirationDateTime?: string;
}

export interface FakeItem {
  readonly id: string;
  name: string;
  /** Undefined for the root. */
  parent: string | undefined;
  isFolder: boolean;
  mimeType: string;
  bytes: Uint8Array;
  /** What the service makes of it when it is asked for another format. */
  converted: Uint8Array | undefined;
  contentVersion: number;
  version: number;
  /** Undefined: those of what it lies in. */
  permissions: readonly FakePermission[] | undefined;
  /** Facets of their own: `malware`, `package`. */
  facets: Readonly<Record<string, unknown>>;
  /** Its content answers with 500. */
  isSpoilt: boolean;
  isDeleted: boolean;
}

export interface FakeDrive {
  readonly id: string;
  readonly siteId: string | undefined;
  readonly user: string | undefined;
  name: string;
  webUrl: string;
  isSystem: boolean;
  readonly items: Map<string, FakeItem>;
  readonly changes: FakeChange[];
}

/** A change that delta tells. */
export interface FakeChange {
  readonly id: string;
  readonly isSharing: boolean;
}

export interface FakeListItem {
  readonly id: string;
  readonly uniqueId: string;
  name: string;
  fields: Record<string, unknown>;
  version: number;
  isDeleted: boolean;
  /** Of a page: its parts. Undefined: a page of another kind. */
  page: Record<string, unknown> | undefined;
  /** Fields of older versions, by label. */
  readonly versions: Map<string, Record<string, unknown>>;
  contentType: { readonly id: string; readonly name: string };
  isSpoilt: boolean;
}

export interface FakeList {
  readonly id: string;
  readonly siteId: string;
  name: string;
  template: string;
  webUrl: string;
  isHidden: boolean;
  columns: readonly Record<string, unknown>[];
  readonly items: Map<string, FakeListItem>;
  readonly changes: FakeChange[];
}

export interface FakeSite {
  readonly id: string;
  readonly path: string;
  name: string;
  readonly parent: string | undefined;
}

export const host = 'contoso.sharepoint.com';

/** A tenant: sites with libraries, pages and lists, and people's drives. */
export interface FakeState {
  readonly sites: Map<string, FakeSite>;
  readonly drives: Map<string, FakeDrive>;
  readonly lists: Map<string, FakeList>;
  addSite(path: string, name: string, parent?: string): FakeSite;
  addDrive(drive: {
    readonly name: string;
    readonly siteId?: string;
    readonly user?: string;
    readonly isSystem?: boolean;
    readonly urlName?: string;
  }): FakeDrive;
  addList(list: {
    readonly siteId: string;
    readonly name: string;
    readonly template?: string;
    readonly columns?: FakeList['columns'];
  }): FakeList;
  addItem(
    drive: FakeDrive,
    item: Partial<FakeItem> & { readonly name: string; readonly text?: string },
  ): FakeItem;
  /** A change that delta tells: of the content too when there is text or bytes. */
  editItem(
    drive: FakeDrive,
    id: string,
    change: Partial<FakeItem> & { readonly text?: string },
  ): void;
  /** With everything in it. */
  deleteItem(drive: FakeDrive, id: string, how?: { readonly tellsAll?: boolean }): void;
  addListItem(list: FakeList, item: Partial<FakeListItem>): FakeListItem;
  editListItem(list: FakeList, id: string, change: Partial<FakeListItem>): void;
}

export function user(id: string, email = `${id}@example.com`): FakePermission {
  return { id: `p-${id}`, roles: ['read'], grantedToV2: { user: { id, email, displayName: id } } };
}

export function createFakeState(): FakeState {
  const sites = new Map<string, FakeSite>();
  const drives = new Map<string, FakeDrive>();
  const lists = new Map<string, FakeList>();
  let serial = 1_000;
  const next = () => {
    serial += 1;
    return serial;
  };
  const guid = () => `0a0a0a0a-0000-4000-8000-${String(next()).padStart(12, '0')}`;
  const siteUrl = (siteId: string) => `https://${host}${sites.get(siteId)?.path ?? ''}`;

  return {
    sites,
    drives,
    lists,
    addSite(path, name, parent) {
      const site = { id: `${host},${guid()},${guid()}`, path, name, parent };
      sites.set(site.id, site);
      return site;
    },
    addDrive({ name, siteId, user: owner, isSystem = false, urlName = name }) {
      const base =
        siteId === undefined
          ? `https://contoso-my.sharepoint.com/personal/${owner}`
          : siteUrl(siteId);
      const drive: FakeDrive = {
        id: `b!drive${next()}`,
        siteId,
        user: owner,
        name,
        webUrl: `${base}/${encodeURIComponent(urlName)}`,
        isSystem,
        items: new Map(),
        changes: [],
      };
      drives.set(drive.id, drive);
      this.addItem(drive, { name: 'root', isFolder: true, permissions: [user('owner')] });
      return drive;
    },
    addList({ siteId, name, template = 'genericList', columns = [] }) {
      const isPages = template === 'webPageLibrary';
      const list: FakeList = {
        id: guid(),
        siteId,
        name,
        template,
        webUrl: `${siteUrl(siteId)}/${isPages ? 'SitePages' : `Lists/${encodeURIComponent(name)}`}`,
        isHidden: false,
        columns,
        items: new Map(),
        changes: [],
      };
      lists.set(list.id, list);
      return list;
    },
    addItem(drive, { text, ...given }) {
      const at = next();
      const [root] = drive.items.keys();
      const item: FakeItem = {
        id: `01ITEM${at}`,
        parent: root,
        isFolder: false,
        mimeType: 'application/octet-stream',
        bytes: new TextEncoder().encode(text ?? ''),
        converted: undefined,
        contentVersion: at,
        version: at,
        permissions: undefined,
        facets: {},
        isSpoilt: false,
        isDeleted: false,
        ...given,
      };
      drive.items.set(item.id, item);
      drive.changes.push({ id: item.id, isSharing: false });
      return item;
    },
    editItem(drive, id, { text, ...change }) {
      const item = drive.items.get(id);
      if (!item) throw new Error(`There is no item ${id}.`);
      Object.assign(item, change, { version: next() });
      if (text !== undefined) item.bytes = new TextEncoder().encode(text);
      if (text !== undefined || change.bytes) item.contentVersion = next();
      drive.changes.push({ id, isSharing: 'permissions' in change });
    },
    deleteItem(drive, id, { tellsAll = true } = {}) {
      const item = drive.items.get(id);
      if (!item) throw new Error(`There is no item ${id}.`);
      for (const below of [...drive.items.values()].filter(({ parent }) => parent === id)) {
        this.deleteItem(drive, below.id, { tellsAll });
        if (!tellsAll) drive.changes.pop();
      }
      item.isDeleted = true;
      drive.changes.push({ id, isSharing: false });
    },
    addListItem(list, given) {
      const at = next();
      const item: FakeListItem = {
        id: String(list.items.size + 1),
        uniqueId: guid(),
        name: `${at}.aspx`,
        fields: {},
        version: 1,
        isDeleted: false,
        page: undefined,
        versions: new Map(),
        contentType: { id: '0x0100', name: 'Item' },
        isSpoilt: false,
        ...given,
      };
      list.items.set(item.id, item);
      list.changes.push({ id: item.id, isSharing: false });
      return item;
    },
    editListItem(list, id, change) {
      const item = list.items.get(id);
      if (!item) throw new Error(`There is no item ${id}.`);
      Object.assign(item, change, { version: item.version + 1 });
      list.changes.push({ id, isSharing: false });
    },
  };
}
