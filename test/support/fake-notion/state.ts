import type {
  BlockObjectResponse,
  CommentObjectResponse,
  DataSourceObjectResponse,
  PageObjectResponse,
} from '@notionhq/client';

export interface FakePage {
  readonly id: string;
  title: string;
  parent: PageObjectResponse['parent'];
  /** In Notion's Markdown; `{{file:KEY}}` stands for a signed address. Undefined is refused: only blocks. */
  markdown: string | undefined;
  properties: PageObjectResponse['properties'];
  createdMs: number;
  editedMs: number;
  inTrash: boolean;
  /** Whether the connection may see it. */
  isShared: boolean;
  /** Whether the search knows it. */
  isFound: boolean;
  publicUrl: string | null;
  truncated: boolean;
  comments: CommentObjectResponse[];
  /** Its content is answered with 500, or as if it were not there. */
  isSpoilt: boolean | 'not found';
}

export interface FakeDataSource {
  readonly id: string;
  readonly databaseId: string;
  title: string;
  description: string;
  parent: PageObjectResponse['parent'];
  properties: DataSourceObjectResponse['properties'];
  createdMs: number;
  editedMs: number;
  inTrash: boolean;
  isShared: boolean;
  isFound: boolean;
}

export interface FakeFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Its host sends on to there. */
  readonly redirect?: string;
}

/** What the workspace holds. */
export interface FakeState {
  readonly pages: Map<string, FakePage>;
  readonly dataSources: Map<string, FakeDataSource>;
  /** Children by the id of what they lie in. */
  readonly blocks: Map<string, readonly BlockObjectResponse[]>;
  /** What the Markdown endpoint gives for blocks that pages leave out. */
  readonly pieces: Map<string, string>;
  readonly files: Map<string, FakeFile>;
  readonly users: Map<string, string>;
}

export function emptyState(): FakeState {
  return {
    pages: new Map(),
    dataSources: new Map(),
    blocks: new Map(),
    pieces: new Map(),
    files: new Map(),
    users: new Map(),
  };
}
