import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FixInputError } from '#kit';

export interface Certificate {
  readonly privateKey: string;
  /** SHA-256 over the certificate, in hexadecimal digits: it tells Entra which one it is. */
  readonly thumbprint: string;
  readonly endsAt: Date;
}

const privateKey = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[\s\S]+?-----END \1PRIVATE KEY-----/;
const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;

/** @throws FixInputError `certificate_file` when it cannot be read, or is not both. */
export async function readCertificate(
  { pem, file }: { readonly pem: string | undefined; readonly file: string | undefined },
  folder: string,
): Promise<Certificate> {
  const path = file === undefined ? undefined : resolve(folder, file);
  const named = path === undefined ? 'The certificate' : `The certificate file ${path}`;
  const text = pem ?? (await readText(path ?? '', named));
  const key = privateKey.exec(text)?.[0];
  const own = certificate.exec(text)?.[0];
  if (key === undefined || own === undefined) {
    throw wrong(`${named} has no ${key === undefined ? 'PRIVATE KEY' : 'CERTIFICATE'} in it.`);
  }
  try {
    const { fingerprint256, validTo } = new X509Certificate(own);
    return {
      privateKey: key,
      thumbprint: fingerprint256.replaceAll(':', ''),
      endsAt: new Date(validTo),
    };
  } catch (cause) {
    throw wrong(`${named} cannot be used: what it calls a certificate is none.`, cause);
  }
}

async function readText(path: string, named: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw wrong(`${named} cannot be read.`, cause);
  }
}

function wrong(message: string, cause?: unknown): FixInputError {
  return new FixInputError(message, {
    code: 'certificate_file',
    hint: 'Put the certificate and its private key into one PEM file: cat key.pem cert.pem > app.pem',
    cause,
  });
}
