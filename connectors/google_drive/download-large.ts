import { type HttpResponse, RetryError, SkipDocumentError } from '#kit';
import type { DriveApi } from './api.ts';
import type { DriveContext } from './drive-context.ts';
import type { ExportOf } from './load-file.ts';

/** Together a little over 5 minutes. */
const waitsMs = [500, 1_000, 2_000, 4_000, 8_000, ...Array.from({ length: 29 }, () => 10_000)];

/** Right after the start Google may refuse to tell of it. */
const earlyRefusals = 4;

/**
 * What is too large to be exported at once (10 MB): Google prepares it, and says where it lies. That
 * address is a secret, good for a while.
 *
 * @throws RetryError `download_pending` when it takes too long; SkipDocumentError when Google cannot.
 */
export async function downloadLarge(
  api: DriveApi,
  { config, clock }: DriveContext,
  { corpus, file, form }: ExportOf,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const what = `the large export of "${file.name}" (${file.id})`;
  let state = await api.startDownload(corpus, file, form.mediaType, signal);
  const { name } = state;
  let refusals = 0;
  for (const waitMs of waitsMs) {
    if (state.done) break;
    await clock.sleep(waitMs, signal);
    try {
      state = await api.operation(corpus, name ?? '', what, signal);
    } catch (error) {
      refusals += 1;
      if (!(error instanceof SkipDocumentError) || refusals > earlyRefusals) throw error;
    }
  }
  if (!state.done) {
    throw new RetryError(`Google has not prepared ${what} in 5 minutes.`, {
      code: 'download_pending',
    });
  }
  const { downloadUri } = state.response ?? {};
  if (downloadUri === undefined) {
    throw new SkipDocumentError(
      `Google cannot prepare ${what}${state.error?.message ? `: ${state.error.message}` : ''}.`,
      { code: 'export_failed', hint: 'Split the file, or take it out of what is read.' },
    );
  }
  const request = { subject: corpus.subject, what };
  return api.fetch(downloadUri, request, config.maxFileBytes, signal);
}
