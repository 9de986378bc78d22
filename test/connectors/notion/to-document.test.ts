import type { PageObjectResponse } from '@notionhq/client';
import { describe, expect, it } from 'vitest';
import { fileId, pageItem, splitFileId } from '../../../connectors/notion/to-document.ts';
import { pageAnswer } from '../../support/fake-notion/answers.ts';
import { createFakeNotion } from '../../support/fake-notion/fake-notion.ts';
import { workspaceWriter } from '../../support/fake-notion/workspace-writer.ts';
import { manualClock } from '../../support/manual-clock.ts';

const clock = manualClock();
const writer = workspaceWriter(createFakeNotion({ clock, origin: () => '' }), clock);

function itemOf(page: PageObjectResponse, isPublic = false) {
  return pageItem(page, {
    config: { isPublic },
    version: '1',
    breadcrumb: ['Home'],
    record: { pages: [], databases: [], files: [] },
    load: async () => ({ as: 'unchanged' }),
  });
}

describe('a page of Notion as a document', () => {
  it('is opened by its own address and named by its title', () => {
    const page = pageAnswer(writer.page({ title: 'The plan' }), 'https://www.notion.so');

    expect(itemOf(page)).toMatchObject({
      id: page.id,
      url: page.url,
      title: 'The plan',
      breadcrumb: ['Home'],
      updatedAt: page.last_edited_time,
    });
  });

  it('is public only where it was published, or where the source says so', () => {
    const page = pageAnswer(writer.page({ title: 'A' }), 'https://www.notion.so');
    const { public_url: _, ...untold } = page;

    expect(itemOf({ ...page, public_url: 'https://acme.notion.site/a' }).acl).toEqual({
      kind: 'public',
    });
    expect(itemOf(page, true).acl).toEqual({ kind: 'public' });
    expect(itemOf(page).acl).toBeUndefined();
    // An answer may lack what the package declares.
    expect(itemOf(untold as PageObjectResponse).acl).toBeUndefined();
  });

  it('gives its files ids that lead back to it', () => {
    const { id } = writer.page({ title: 'A' });

    expect(splitFileId(fileId(id, { key: 'abc123' }))).toEqual({ pageId: id, key: 'abc123' });
    expect(splitFileId(id)).toBeUndefined();
  });
});
