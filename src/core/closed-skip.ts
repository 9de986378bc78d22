/** Code of the reason to skip that the source itself says that not everyone may read a document. */
export const restrictedCode = 'restricted';

/** Code of the reason to skip that nobody told who may read a document. */
export const readersUnknownCode = 'readers_unknown';

/** Left out for its readers alone: the configuration of the source can say otherwise. */
export function isClosedSkip(code: string): boolean {
  return code === restrictedCode || code === readersUnknownCode;
}
