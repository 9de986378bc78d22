import { StopRunError } from '#core/errors.ts';

/**
 * The body as text, counted while it is read: a declared length is not believed.
 *
 * @throws StopRunError `unexpected_answer` beyond `maxBytes`; the connection is then given up.
 */
export async function readBounded(
  response: Response,
  maxBytes: number,
  label: string,
): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  let byteCount = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    byteCount += read.value.byteLength;
    if (byteCount > maxBytes) {
      await reader.cancel();
      throw new StopRunError(`${label} answered with more than ${maxBytes / 1024 / 1024} MiB.`, {
        code: 'unexpected_answer',
        hint: 'Check that the base URL is the root of a Twig API.',
      });
    }
    text += decoder.decode(read.value, { stream: true });
  }
  return text + decoder.decode();
}
