import type { Json } from '#core/json.ts';
import { sha256 } from '#util/sha256.ts';
import { stableStringify } from '#util/stable-stringify.ts';

/**
 * Stands for everything but the document itself that decides what its chunks look like: connector
 * revision, relevant configuration, parsers, chunker. Another signature: every document is read again.
 */
export function processingSignature(source: Json, converter: Json): string {
  return sha256(stableStringify([source, converter])).slice(0, 16);
}
