import { createSign, generateKeyPairSync } from 'node:crypto';

const rsaWithSha256 = '2a864886f70d01010b';

/** A certificate that signs itself, with its key: both as PEM, in one text. */
export function selfSigned({ endsAt = '360101000000Z' }: { readonly endsAt?: string } = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = tlv(0x30, tlv(0x06, Buffer.from(rsaWithSha256, 'hex')), tlv(0x05));
  const commonName = tlv(0x30, tlv(0x06, Buffer.from('550403', 'hex')), tlv(0x0c, 'twigkit'));
  const name = tlv(0x30, tlv(0x31, commonName));
  const validity = tlv(0x30, tlv(0x17, '250101000000Z'), tlv(0x17, endsAt));
  const version = tlv(0xa0, tlv(0x02, Buffer.from([2])));
  const signed = tlv(
    0x30,
    version,
    tlv(0x02, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('sha256').update(signed).sign(privateKey);
  const bits = tlv(0x03, Buffer.from([0]), signature);
  const certificate = pem('CERTIFICATE', tlv(0x30, signed, algorithm, bits));
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { pem: key + certificate, key, certificate, publicKey };
}

function tlv(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = body;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
