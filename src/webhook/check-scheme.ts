import { FixInputError } from '#core/errors.ts';
import type { SignatureScheme } from './scheme.ts';

/**
 * A scheme that does not say what is signed would verify something else than was meant.
 *
 * @throws FixInputError when `signed` has not exactly one `{body}`, names what the scheme does not say
 * where to find, or holds another placeholder; or when the header's name is empty.
 */
export function checkScheme(scheme: SignatureScheme): void {
  const { signed, timestamp, idHeader } = scheme;
  const count = (placeholder: string) => signed.split(placeholder).length - 1;
  const unknown = /\{(?!(?:body|timestamp|id)\})[^}]*\}/.exec(signed);
  if (scheme.header.trim() === '')
    refuse(scheme, 'names no header', 'Name the header: X-Twig-Signature.');
  if (unknown) {
    refuse(scheme, `signs ${unknown[0]}`, 'Use {body}, {timestamp} and {id} only.');
  }
  if (count('{body}') !== 1) {
    refuse(
      scheme,
      `signs "${signed}"`,
      'Write {body} exactly once, for example "{timestamp}.{body}".',
    );
  }
  if (count('{timestamp}') > 1 || count('{id}') > 1) {
    refuse(scheme, `signs "${signed}"`, 'Write {timestamp} and {id} at most once each.');
  }
  if (count('{timestamp}') === 1 && timestamp === undefined) {
    refuse(
      scheme,
      'signs a timestamp',
      'Say where it stands: a header, or a label in the signature.',
    );
  }
  if (count('{id}') === 1 && idHeader === undefined) {
    refuse(scheme, 'signs an id', 'Name the header that carries the id.');
  }
  if (timestamp !== undefined && count('{timestamp}') === 0) {
    refuse(scheme, 'reads a timestamp that is not signed', 'Put {timestamp} into what is signed.');
  }
  if (idHeader !== undefined && count('{id}') === 0) {
    refuse(scheme, 'reads an id that is not signed', 'Put {id} into what is signed.');
  }
}

function refuse({ name }: SignatureScheme, what: string, hint: string): never {
  throw new FixInputError(`The signature scheme ${name} ${what}.`, {
    code: 'signature_scheme',
    hint,
  });
}
