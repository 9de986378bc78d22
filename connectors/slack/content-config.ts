import { type JsonObject, stableStringify } from '#kit';
import type { SlackConfig } from './options.ts';
import { short } from './versions.ts';

/** What of the configuration decides what documents there are and what they look like. */
export function contentConfig(config: SlackConfig): JsonObject {
  return {
    bots: config.bots,
    silence_ms: config.silenceMs,
    link_previews: config.hasLinkPreviews,
    redact_emails: config.redactsEmails,
    files: config.hasFiles,
    since_ms: config.sinceMs,
    public: config.isPublic,
    readers: config.readers,
    workspace_url: config.workspaceUrl ?? null,
  };
}

/** Kept in a cursor: a read under another configuration begins anew. */
export function fingerprint(config: SlackConfig): string {
  return short(stableStringify(contentConfig(config)));
}
