import type { Json } from '#kit';
import { flagOf, numberOf, textOf } from './fields.ts';

/** A file as its message shows it. */
export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string | undefined;
  readonly byteCount: number | undefined;
  /** Epoch seconds of the upload and of the last change that Slack tells. */
  readonly createdSeconds: number;
  readonly updatedSeconds: number;
  readonly permalink: string | undefined;
  /** Where the bytes are. Secret in an export: it carries a token. */
  readonly downloadUrl: string | undefined;
  /** `tombstone`, `hidden_by_limit`, `external`: there are no bytes. */
  readonly mode: string;
  readonly isExternal: boolean;
}

/** Undefined when it has no id. */
export function readFile(raw: Json): SlackFile | undefined {
  const id = textOf(raw, 'id');
  if (id === undefined) return undefined;
  const createdSeconds = numberOf(raw, 'created') ?? numberOf(raw, 'timestamp') ?? 0;
  return {
    id,
    name: textOf(raw, 'name') ?? textOf(raw, 'title') ?? id,
    mediaType: textOf(raw, 'mimetype'),
    byteCount: numberOf(raw, 'size'),
    createdSeconds,
    updatedSeconds: numberOf(raw, 'updated') ?? createdSeconds,
    permalink: textOf(raw, 'permalink'),
    downloadUrl: textOf(raw, 'url_private_download') ?? textOf(raw, 'url_private'),
    mode: textOf(raw, 'mode') ?? 'hosted',
    isExternal: flagOf(raw, 'is_external'),
  };
}
