import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import { asError } from '#util/as-error.ts';

/** Writes a request down as it came, and tells where. */
export type SaveCapture = (request: Request, body: Uint8Array) => string;

/**
 * Opens a folder for captured requests, and makes it when it is missing.
 *
 * @throws FixInputError when there can be no such folder.
 */
export function openCaptures(folder: string): SaveCapture {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new FixInputError(`The folder ${folder} cannot be made: ${asError(cause).message}.`, {
      code: 'save_folder_unusable',
      hint: 'Name one that can be written to: --save captured',
      cause,
    });
  }
  let number = 0;
  const write = (bytes: Uint8Array): string => {
    for (;;) {
      number += 1;
      const file = join(folder, `delivery-${number}.http`);
      try {
        // `wx`: what was captured at an earlier time stays.
        writeFileSync(file, bytes, { flag: 'wx' });
        return file;
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
    }
  };
  return (request, body) => {
    const head = [
      `${request.method} ${new URL(request.url).pathname} HTTP/1.1`,
      ...[...request.headers].map(([name, value]) => `${name}: ${value}`),
    ];
    return write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
  };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
