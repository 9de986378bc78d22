import type { FakeNotion } from './fake-notion.ts';
import { fakeId, withoutDashes } from './ids.ts';
import type { FakeDataSource, FakePage } from './state.ts';

export type PageInput = Partial<Omit<FakePage, 'id'>> & { readonly title: string };
export type DataSourceInput = Partial<Omit<FakeDataSource, 'id'>> & { readonly title: string };

/** Writes into a fake workspace what its people would, at the time that its clock shows. */
export interface WorkspaceWriter {
  page(input: PageInput): FakePage;
  /** A page below another one, which shows it. */
  childPage(parent: FakePage, input: PageInput): FakePage;
  dataSource(input: DataSourceInput): FakeDataSource;
  row(source: FakeDataSource, input: PageInput): FakePage;
  file(name: string, bytes: Uint8Array, mediaType: string): string;
  edit(page: FakePage, change: Partial<Omit<FakePage, 'id'>>): void;
}

export function workspaceWriter(
  { state }: Pick<FakeNotion, 'state'>,
  clock: { now(): number },
): WorkspaceWriter {
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };

  const page = (input: PageInput): FakePage => {
    const now = clock.now();
    const made: FakePage = {
      id: fakeId(1, next()),
      parent: { type: 'workspace', workspace: true },
      markdown: '',
      properties: {},
      createdMs: now,
      editedMs: now,
      inTrash: false,
      isShared: true,
      isFound: true,
      publicUrl: null,
      truncated: false,
      comments: [],
      isSpoilt: false,
      ...input,
    };
    state.pages.set(made.id, made);
    return made;
  };

  return {
    page,
    childPage(parent, input) {
      const child = page({ parent: { type: 'page_id', page_id: parent.id }, ...input });
      const shown = `<page url="https://www.notion.so/${withoutDashes(child.id)}">${child.title}</page>`;
      parent.markdown = [parent.markdown, shown].filter(Boolean).join('\n');
      parent.editedMs = clock.now();
      return child;
    },
    dataSource(input) {
      const now = clock.now();
      const n = next();
      const made: FakeDataSource = {
        id: fakeId(2, n),
        databaseId: fakeId(3, n),
        description: '',
        parent: { type: 'workspace', workspace: true },
        properties: {
          Name: { id: 'title', name: 'Name', type: 'title', title: {}, description: null },
        },
        createdMs: now,
        editedMs: now,
        inTrash: false,
        isShared: true,
        isFound: true,
        ...input,
      };
      state.dataSources.set(made.id, made);
      return made;
    },
    row: (source, input) =>
      page({
        parent: {
          type: 'data_source_id',
          data_source_id: source.id,
          database_id: source.databaseId,
        },
        ...input,
      }),
    file(name, bytes, mediaType) {
      const key = `upload-${next()}`;
      state.files.set(key, { name, bytes, mediaType });
      return key;
    },
    edit(of, change) {
      Object.assign(of, change, { editedMs: clock.now() });
    },
  };
}
