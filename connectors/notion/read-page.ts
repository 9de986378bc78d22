import type { CommentObjectResponse, PageObjectResponse } from '@notionhq/client';
import type { Content, HeadingAnchor } from '#kit';
import type { NotionContext } from './client.ts';
import { notionId } from './notion-id.ts';
import type { NotionConfig } from './options.ts';
import { propertyFiles, propertyLines } from './page-properties.ts';
import { enhancedMarkdown } from './text/enhanced-markdown.ts';
import { headingAnchors } from './text/heading-anchors.ts';
import { plainInline } from './text/inline.ts';
import type { OpenFile } from './text/page-files.ts';
import { plainMarkdown } from './text/plain-markdown.ts';
import { escapeInline, richText } from './text/rich-text.ts';
import type { Workspace } from './workspace.ts';

/** One page, read: what it says and what it leads to. */
export interface PageReading {
  readonly content: Content;
  readonly pages: readonly string[];
  readonly databases: readonly string[];
  /** With addresses that work for about an hour. Secret. */
  readonly files: readonly OpenFile[];
}

export interface ReadPageOptions {
  /** Undefined asks for them, where the source wants comments. */
  readonly comments?: readonly CommentObjectResponse[] | undefined;
  /** False where the text is not wanted: then nobody asks where its headings are. */
  readonly isRead?: boolean;
  readonly signal?: AbortSignal;
}

/** Reads a page: its row in the table first, its content, then what people said of it. */
export async function readPage(
  { config }: Pick<NotionContext, 'config'>,
  workspace: Workspace,
  page: PageObjectResponse,
  { comments, isRead = true, signal }: ReadPageOptions = {},
): Promise<PageReading> {
  const { api, names } = workspace;
  const own = signal === undefined ? {} : { signal };
  const enhanced = await enhancedMarkdown(api, page.id, {
    content: config.content,
    includeTranscript: config.hasTranscripts,
    ...own,
  });
  const body = await plainMarkdown(enhanced, { names, fileHosts: config.fileHosts });
  const anchors = isRead
    ? await anchorsOf(body.markdown, config, () => headingAnchors(api, page.id, signal))
    : [];
  const properties = await propertyLines(workspace, page, signal);
  const said = config.hasComments
    ? (comments ?? (await commentsOf(workspace, page.id, signal)))
    : [];
  const row = properties.map(([name, value]) => `- ${escapeInline(name)}: ${escapeInline(value)}`);
  const talk = await Promise.all(said.map((comment) => commentText(comment, workspace)));
  const parts = [
    row.join('\n'),
    body.markdown.trim(),
    ...(talk.length > 0 ? ['## Comments', talk.join('\n')] : []),
  ].filter((part) => part !== '');
  return {
    content: {
      as: 'text',
      mediaType: 'text/markdown',
      text: `${parts.join('\n\n')}\n`,
      ...(anchors && { anchors }),
      metadata: properties.length > 0 ? { properties: Object.fromEntries(properties) } : {},
      ...(body.lost.length > 0 && { lost: body.lost }),
    },
    pages: idsOf(body.pages),
    databases: idsOf(body.databases),
    files: onceEach([...propertyFiles(page, config.fileHosts), ...body.files]),
  };
}

/** Undefined where the text itself says where its headings are: then it was made of blocks. */
async function anchorsOf(
  markdown: string,
  { content, hasHeadingLinks }: Pick<NotionConfig, 'content' | 'hasHeadingLinks'>,
  ask: () => Promise<readonly HeadingAnchor[]>,
): Promise<readonly HeadingAnchor[] | undefined> {
  if (content === 'blocks' || /^#.*\{#[0-9a-f]{32}\}$/m.test(markdown)) return undefined;
  return hasHeadingLinks && /^#{1,6} /m.test(markdown) ? ask() : [];
}

export async function commentsOf(
  { api }: Workspace,
  pageId: string,
  signal?: AbortSignal,
): Promise<readonly CommentObjectResponse[]> {
  const comments: CommentObjectResponse[] = [];
  for await (const comment of api.comments(pageId, signal)) comments.push(comment);
  return comments;
}

async function commentText(comment: CommentObjectResponse, { names }: Workspace): Promise<string> {
  const author =
    comment.display_name?.resolved_name ?? (await names.user(comment.created_by.id)) ?? 'Somebody';
  const text = await plainInline(richText(comment.rich_text), names);
  const day = comment.created_time.slice(0, 10);
  return `- ${escapeInline(author)} (${day}): ${text.replace(/\s*<br>\s*/g, ' ')}`;
}

function idsOf(urls: readonly string[]): readonly string[] {
  return [...new Set(urls.map(notionId).filter((id) => id !== undefined))];
}

function onceEach(files: readonly OpenFile[]): readonly OpenFile[] {
  return [...new Map(files.map((file) => [file.key, file])).values()];
}
