import { type Json, sha256, stableStringify } from '#kit';
import type { SlackMessage } from './message.ts';
import type { SlackFile } from './slack-file.ts';

/** Of everything that a reader could notice of messages, as a listing shows them. Addresses of files are left out: they are no content. */
export function signatureOf(messages: readonly SlackMessage[]): string {
  const seen: Json = messages.map((message) => [
    message.ts,
    message.editedTs ?? null,
    message.subtype ?? null,
    message.text,
    message.blocks,
    message.attachments,
    message.files.map((file) => [file.id, file.name, file.mode, file.updatedSeconds]),
    message.reactions.map(({ name, count }) => [name, count]),
    message.replyCount,
    message.latestReply ?? null,
  ]);
  return short(stableStringify(seen));
}

/** The parent's signature comes first: by it alone a thread is known to be unchanged. */
export function threadVersion(parent: string, replies: string): string {
  return `${parent}.${replies}`;
}

/** Whether a version on record is of a thread whose parent looks like this. */
export function isUnchangedThread(version: string | undefined, parent: string): boolean {
  return version?.startsWith(`${parent}.`) === true;
}

export function fileVersion({ name, updatedSeconds, byteCount }: SlackFile): string {
  return `${updatedSeconds}-${byteCount ?? 0}-${short(name).slice(0, 6)}`;
}

export function short(text: string): string {
  return sha256(text).slice(0, 16);
}
