/** What a fake Confluence holds. Ids are numbers as text; attachments have `att` before them. */
export interface FakeContent {
  readonly id: string;
  readonly type: 'page' | 'blogpost' | 'comment' | 'attachment' | 'folder';
  title: string;
  status: 'current' | 'archived' | 'trashed';
  spaceKey: string;
  /** Of pages and folders. */
  parentId: string | undefined;
  /** Of comments and attachments. */
  containerId: string | undefined;
  version: number;
  changedAt: string;
  authorId: string;
  labels: string[];
  /** Who may read it; undefined: whoever may read what it lies in. */
  readers: { readonly users: readonly string[]; readonly groups: readonly string[] } | undefined;
  /** Storage format; undefined: the site only has the other format. */
  storage: string | undefined;
  adf: string | undefined;
  /** The editor that made it. */
  editor: 'v1' | 'v2';
  bytes: Uint8Array | undefined;
  mediaType: string | undefined;
  comment: { readonly quoted: string | undefined; readonly isResolved: boolean } | undefined;
}

export interface FakeSpace {
  readonly id: string;
  readonly key: string;
  name: string;
  type: 'global' | 'personal';
  status: 'current' | 'archived';
  readers: { readonly users: readonly string[]; readonly groups: readonly string[] };
}

export interface FakeState {
  readonly spaces: Map<string, FakeSpace>;
  readonly contents: Map<string, FakeContent>;
  /** Names by account id, or by user key. */
  readonly people: Map<string, string>;
  addSpace(key: string, more?: Partial<FakeSpace>): FakeSpace;
  add(content: Partial<FakeContent> & Pick<FakeContent, 'type' | 'spaceKey'>): FakeContent;
  /** Changes a content, as an edit does: its version rises. */
  edit(id: string, change: Partial<FakeContent>): void;
  /** Changes what no version tells. */
  touch(id: string, change: Partial<FakeContent>): void;
  readonly now: () => string;
}

export function createFakeState(): FakeState {
  let nextId = 100_000;
  let seconds = 0;
  const spaces = new Map<string, FakeSpace>();
  const contents = new Map<string, FakeContent>();
  const now = () => new Date(Date.UTC(2026, 0, 1) + ++seconds * 1_000).toISOString();
  const change = (id: string, what: Partial<FakeContent>, by: number) => {
    const found = contents.get(id);
    if (found === undefined) throw new Error(`There is no content ${id}.`);
    Object.assign(found, what, { version: found.version + by, changedAt: now() });
  };
  return {
    spaces,
    contents,
    now,
    people: new Map([
      ['5b10ac8d82e05b22cc7d4ef5', 'Ada Lovelace'],
      ['5b10ac8d82e05b22cc7d4ef6', 'Charles Babbage'],
    ]),
    addSpace(key, more = {}) {
      const space: FakeSpace = {
        id: String(nextId++),
        key,
        name: `Space ${key}`,
        type: 'global',
        status: 'current',
        readers: { users: [], groups: ['everyone'] },
        ...more,
      };
      spaces.set(key, space);
      return space;
    },
    add(given) {
      const id = given.id ?? `${given.type === 'attachment' ? 'att' : ''}${nextId++}`;
      const content: FakeContent = {
        title: `Untitled ${id}`,
        status: 'current',
        parentId: undefined,
        containerId: undefined,
        version: 1,
        changedAt: now(),
        authorId: '5b10ac8d82e05b22cc7d4ef5',
        labels: [],
        readers: undefined,
        storage: given.adf === undefined ? '' : undefined,
        adf: undefined,
        editor: 'v2',
        bytes: undefined,
        mediaType: undefined,
        comment: undefined,
        ...given,
        id,
      };
      contents.set(id, content);
      return content;
    },
    edit: (id, what) => change(id, what, 1),
    touch: (id, what) => change(id, what, 0),
  };
}
