import { SkipDocumentError } from '#core/errors.ts';

/**
 * Office keeps what a password protects, and what its versions before 2007 wrote, in one kind of
 * container, which is no ZIP archive.
 *
 * @param program whose format of 1997 it would be: `Word`
 * @throws SkipDocumentError `encrypted` or `unsupported_format`
 */
export function refuseOldOffice(
  bytes: Uint8Array,
  name: string,
  { program, extension }: { readonly program: string; readonly extension: string },
): void {
  const start = [0xd0, 0xcf, 0x11, 0xe0];
  if (!start.every((byte, at) => bytes[at] === byte)) return;
  const container = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (container.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
    throw new SkipDocumentError(`${name} is encrypted and needs a password.`, {
      code: 'encrypted',
      hint: 'Save it without a password, or exclude it.',
    });
  }
  throw new SkipDocumentError(`${name} is in the format of ${program} 97, not ${extension}.`, {
    code: 'unsupported_format',
    hint: `Save it as ${extension}, or exclude it.`,
  });
}
