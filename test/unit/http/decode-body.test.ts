import { describe, expect, it } from 'vitest';
import { decodeBody } from '#http/decode-body.ts';

const latin = (text: string) => Buffer.from(text, 'latin1');
/** `日本` in some encodings. */
const japanese = {
  shift_jis: [0x93, 0xfa, 0x96, 0x7b],
  'euc-jp': [0xc6, 0xfc, 0xcb, 0xdc],
  'iso-2022-jp': [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42],
};

describe('decodeBody', () => {
  it.each([
    ['text/html; charset=utf-8'],
    ['text/html'],
    [undefined],
    ['text/html; charset=no-such-thing'],
    ['text/html; charset=utf-16'],
  ])('reads UTF-8 with the content type %j', (contentType) => {
    expect(decodeBody(Buffer.from('Größe 日本'), contentType)).toEqual({
      text: 'Größe 日本',
      isUtf8: true,
    });
  });

  it.each([
    ['text/html; charset=windows-1252', 0x80, '€'],
    ['text/html; charset=ISO-8859-1', 0xe4, 'ä'],
    ['text/html;charset="iso-8859-15"', 0xa4, '€'],
    ["text/html; Charset='iso-8859-2'", 0xb1, 'ą'],
    ['text/html; charset=koi8-r', 0xc1, 'а'],
  ])('reads by the header %j', (contentType, byte, text) => {
    expect(decodeBody(Uint8Array.of(0x61, byte), contentType)).toEqual({
      text: `a${text}`,
      isUtf8: false,
    });
  });

  it.each(Object.entries(japanese))('reads %s', (charset, bytes) => {
    expect(decodeBody(Uint8Array.from(bytes), `text/html; charset=${charset}`).text).toBe('日本');
  });

  it.each([
    ['<meta charset="windows-1251">', 0xe0, 'а'],
    ['<META http-equiv=Content-Type content="text/html; charset=windows-1251">', 0xe0, 'а'],
    ['<meta charset=windows-1251/>', 0xe0, 'а'],
    ['<?xml version="1.0" encoding="iso-8859-2"?>', 0xb1, 'ą'],
  ])('reads by what the page declares: %s', (declaration, byte, text) => {
    const page = Buffer.concat([latin(declaration), Uint8Array.of(byte)]);

    expect(decodeBody(page, 'text/html').text).toBe(declaration + text);
  });

  it('prefers the header to the page', () => {
    const page = latin('<meta charset="windows-1251">\u00e4');

    expect(decodeBody(page, 'text/html; charset=iso-8859-1').text).toContain('ä');
  });

  it('takes the declaration of the page when the header says UTF-8 and the bytes do not', () => {
    const page = Buffer.concat([latin('<meta charset="windows-1251">'), Uint8Array.of(0xe0)]);

    expect(decodeBody(page, 'text/html; charset=utf-8').text).toContain('а');
  });

  it('does not see a declaration in a comment or far down', () => {
    const commented = latin('<!-- <meta charset="windows-1251"> --> \u00e4');
    const late = latin(`${' '.repeat(1100)}<meta charset="windows-1251">\u00e4`);

    expect(decodeBody(commented, undefined).text).toContain('ä');
    expect(decodeBody(late, undefined).text).toContain('ä');
  });

  it('believes the bytes where a header calls UTF-8 something else', () => {
    expect(decodeBody(Buffer.from('Größe'), 'text/html; charset=iso-8859-1')).toEqual({
      text: 'Größe',
      isUtf8: true,
    });
  });

  it('reads windows-1252 where nothing is declared', () => {
    expect(
      decodeBody(Uint8Array.of(0x93, 0x47, 0x72, 0xf6, 0xdf, 0x65, 0x94), undefined).text,
    ).toBe('“Größe”');
  });

  it('keeps a UTF-8 page whose last character was cut', () => {
    const cut = Buffer.from('Größe und Länge 日').subarray(0, -1);

    expect(decodeBody(cut, 'text/html; charset=utf-8')).toEqual({
      text: 'Größe und Länge \ufffd',
      isUtf8: false,
    });
  });

  it.each([
    ['UTF-8', [0xef, 0xbb, 0xbf, 0x61], true],
    ['UTF-16, little end first', [0xff, 0xfe, 0x61, 0x00], false],
    ['UTF-16, big end first', [0xfe, 0xff, 0x00, 0x61], false],
  ])('goes by the byte order mark before all else: %s', (_, bytes, isUtf8) => {
    expect(decodeBody(Uint8Array.from(bytes), 'text/html; charset=windows-1251')).toEqual({
      text: 'a',
      isUtf8,
    });
  });

  it('makes an empty text of nothing', () => {
    expect(decodeBody(new Uint8Array(), undefined).text).toBe('');
  });
});
