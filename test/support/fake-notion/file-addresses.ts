import { createHash } from 'node:crypto';
import type { Clock } from '#core/clock.ts';
import type { FakeState } from './state.ts';

const lifetimeMs = 3_600_000;

/** Addresses of uploads, signed for an hour. */
export function fileAddresses(state: FakeState, clock: Clock, origin: () => string) {
  const signatureOf = (key: string, expires: string) =>
    createHash('sha256').update(`${key} ${expires} only the fake knows`).digest('hex');

  return {
    /** Fills in the addresses of a text. */
    sign: (text: string) =>
      text.replace(/\{\{file:([\w-]+)\}\}/g, (_, key: string) => {
        const expires = String(clock.now() + lifetimeMs);
        const name = encodeURIComponent(state.files.get(key)?.name ?? 'missing');
        return `${origin()}/secure/${key}/${name}?X-Amz-Expires=${expires}&X-Amz-Signature=${signatureOf(key, expires)}`;
      }),
    serve(key: string, url: URL): Response {
      const expires = url.searchParams.get('X-Amz-Expires') ?? '';
      const isSigned = url.searchParams.get('X-Amz-Signature') === signatureOf(key, expires);
      const file = state.files.get(key);
      if (!isSigned || Number(expires) < clock.now() || !file) {
        return new Response('<Error><Code>AccessDenied</Code></Error>', {
          status: 403,
          headers: { 'content-type': 'application/xml' },
        });
      }
      if (file.redirect !== undefined) {
        return new Response(null, { status: 302, headers: { location: file.redirect } });
      }
      return new Response(new Uint8Array(file.bytes), {
        headers: { 'content-type': file.mediaType },
      });
    },
  };
}
