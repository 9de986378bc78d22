import { formatBytes, type Item, type Json, type SkipReason } from '#kit';
import type { Desk } from './desk.ts';
import { flagOf, listOf, numberOf, textOf } from './fields.ts';
import type { SlackFile } from './slack-file.ts';
import { fileVersion } from './versions.ts';

/** A shared file: a document of its own, with the readers of the channel that it was shared in. */
export function fileItem(desk: Desk, file: SlackFile): Item {
  const { channel, readers, transcript, workspace } = desk;
  const skip = reasonToSkip(desk, file);
  return {
    id: `${channel.id}/${file.id}`,
    version: fileVersion(file),
    url: file.permalink ?? `${workspace.url}archives/${channel.id}`,
    title: file.name,
    breadcrumb: [workspace.name, `#${channel.name}`],
    ...(file.mediaType !== undefined && { mediaType: file.mediaType }),
    ...(file.byteCount !== undefined && { byteCount: file.byteCount }),
    ...(file.updatedSeconds > 0 && {
      updatedAt: new Date(file.updatedSeconds * 1000).toISOString(),
    }),
    metadata: { kind: 'file', channel: channel.name, channel_id: channel.id },
    acl: readers.acl,
    ...(skip
      ? { skip }
      : {
          load: async (signal) => ({
            as: 'bytes',
            mediaType: file.mediaType ?? 'application/octet-stream',
            name: file.name,
            bytes: await transcript.download(file, signal),
          }),
        }),
  };
}

function reasonToSkip({ context }: Desk, file: SlackFile): SkipReason | undefined {
  const { maxFileBytes } = context.config;
  if (file.isExternal || file.mode === 'external') {
    return { code: 'external', message: 'the file is kept outside Slack' };
  }
  if (file.mode === 'hidden_by_limit') {
    return { code: 'hidden_by_limit', message: 'the plan of the workspace hides the file' };
  }
  if (file.byteCount !== undefined && file.byteCount > maxFileBytes) {
    const most = formatBytes(maxFileBytes);
    return {
      code: 'too_large',
      message: `${formatBytes(file.byteCount)} is over the limit of ${most}`,
    };
  }
  if (/^(?:image|video|audio)\//.test(file.mediaType ?? '')) {
    return { code: 'binary', message: 'it has no text' };
  }
  return undefined;
}

/** What is needed to announce a thread's files again without asking for its replies. Carries no address of bytes. */
export function packFiles(files: readonly SlackFile[]): Json {
  return files.map((file) => ({
    id: file.id,
    name: file.name,
    created: file.createdSeconds,
    updated: file.updatedSeconds,
    mode: file.mode,
    external: file.isExternal,
    ...(file.mediaType !== undefined && { mediaType: file.mediaType }),
    ...(file.byteCount !== undefined && { byteCount: file.byteCount }),
    ...(file.permalink !== undefined && { permalink: file.permalink }),
  }));
}

export function unpackFiles(validators: Json | undefined): readonly SlackFile[] {
  return listOf(validators, 'files').map((packed) => ({
    id: textOf(packed, 'id') ?? '',
    name: textOf(packed, 'name') ?? '',
    mediaType: textOf(packed, 'mediaType'),
    byteCount: numberOf(packed, 'byteCount'),
    createdSeconds: numberOf(packed, 'created') ?? 0,
    updatedSeconds: numberOf(packed, 'updated') ?? 0,
    permalink: textOf(packed, 'permalink'),
    downloadUrl: undefined,
    mode: textOf(packed, 'mode') ?? 'hosted',
    isExternal: flagOf(packed, 'external'),
  }));
}
