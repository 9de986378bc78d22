import { joinBytes } from './join-bytes.ts';

export interface SignedParts {
  /** As text, exactly as it is sent. */
  readonly timestamp: string | undefined;
  readonly id: string | undefined;
}

/** The bytes that a signature is made of, by the `signed` of a scheme. */
export function signedMessage(template: string, parts: SignedParts, body: Uint8Array): Uint8Array {
  if (template === '{body}') return body;
  const [head = '', tail = ''] = template.split('{body}');
  return joinBytes([encode(head, parts), body, encode(tail, parts)]);
}

function encode(text: string, { timestamp = '', id = '' }: SignedParts): Uint8Array {
  const filled = text.replace(/\{(timestamp|id)\}/g, (_, name) => (name === 'id' ? id : timestamp));
  return new TextEncoder().encode(filled);
}
