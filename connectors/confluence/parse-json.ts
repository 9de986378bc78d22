import { type HttpResponse, RetryError } from '#kit';

/** A page of HTML, an empty body, half an answer: whatever stands in front of the site spoke. */
export function parseJson({ body, headers }: HttpResponse, what: string): unknown {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {}
  const kind = headers['content-type']?.split(';')[0] ?? 'an unnamed kind';
  throw new RetryError(
    `The answer for ${what} is no JSON but ${kind} (${body.byteLength} bytes).`,
    {
      code: 'bad_answer',
      hint: 'A login page or a proxy may stand in front of Confluence: try the address in url.',
    },
  );
}
