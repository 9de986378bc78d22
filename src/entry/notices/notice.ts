import type { Json, JsonObject } from '#core/json.ts';
import type { NewJob } from '#core/queue.ts';
import { sha256 } from '#util/sha256.ts';
import { stableStringify } from '#util/stable-stringify.ts';

/** Something to tell somebody outside. Addresses and secrets stay in the configuration. */
export type Notice =
  | { readonly to: 'webhook'; readonly url: string; readonly body: JsonObject }
  | { readonly to: 'slack'; readonly text: string };

export const noticeKind = 'notice';

/** The job that sends it. The same notice again, while the first one waits, is one. */
export function noticeJob(notice: Notice): NewJob {
  const payload: JsonObject = { ...notice };
  const value = `notice ${sha256(stableStringify(payload)).slice(0, 32)}`;
  return { kind: noticeKind, payload, key: { value, mode: 'preserve' } };
}

/** Undefined when it is none. */
export function readNotice(payload: Json): Notice | undefined {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
  // Neither null nor a list, so it is an object of JSON values.
  const { to, url, body, text } = payload as Partial<JsonObject>;
  if (to === 'slack' && typeof text === 'string') return { to, text };
  const isBody = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (to !== 'webhook' || typeof url !== 'string' || !isBody) return undefined;
  // Made by noticeJob, and gone through JSON.
  return { to, url, body: body as JsonObject };
}
