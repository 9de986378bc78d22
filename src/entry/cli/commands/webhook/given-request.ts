import { FixInputError } from '#core/errors.ts';
import {
  type CapturedRequest,
  parseCapturedRequest,
  parseHeaderLine,
} from '#webhook/explain/captured-request.ts';
import type { World } from '../../world.ts';
import { givenBytes } from './given-bytes.ts';

/**
 * A captured request: a file or standard input that holds it as it went over the wire, or its body
 * alone with its headers as flags. Flags count before the headers of the file.
 *
 * @throws FixInputError when a flag is no header, or there is none at all.
 */
export async function givenRequest(
  file: string | undefined,
  headerFlags: readonly string[],
  world: World,
): Promise<CapturedRequest> {
  const flags = headerFlags.map((line) => {
    const header = parseHeaderLine(line);
    if (header) return [header.name, header.value] as const;
    throw new FixInputError(`"${line}" is not a header.`, {
      code: 'bad_header',
      hint: 'Write name and value: --header "X-Twig-Signature: 5d41…".',
    });
  });
  const captured = parseCapturedRequest(await givenBytes(file, world));
  const headers = new Map([...captured.headers, ...flags]);
  if (headers.size > 0) return { ...captured, headers };
  throw new FixInputError(
    'The captured request has no headers, so there is no signature to look at.',
    {
      code: 'no_headers',
      hint: 'Give the whole request as it went over the wire, or its headers beside the body: --header "X-Twig-Signature: 5d41…".',
    },
  );
}
