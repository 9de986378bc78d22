import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
});

/**
 * Name, version and licence text of a package: its own file, else the end of its README, else the text
 * that its licence stands for, in its author's name.
 *
 * @throws Error when none can be had: it must not be shipped then.
 */
export function licenceText(folder: string): string {
  const manifest = manifestSchema.parse(
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  const { name, version, license, author } = manifest;
  const holder = (typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`;
  const text = ownFile(folder) ?? endOfReadme(folder) ?? standardText(license, holder);
  if (text === undefined) {
    throw new Error(`${name} ${version} (${license}) comes without a licence text: ${folder}`);
  }
  return `${name} ${version} (${license})\n\n${text.trim()}\n`.replaceAll('\r\n', '\n');
}

function ownFile(folder: string): string | undefined {
  return readFirst(folder, /^licen[cs]e/i);
}

function endOfReadme(folder: string): string | undefined {
  const readme = readFirst(folder, /^readme/i) ?? '';
  const section = /^(?:#+ *)?licen[cs]e\b[\s\S]*/im.exec(readme)?.[0];
  return section?.includes('Permission is hereby granted') ? section : undefined;
}

function readFirst(folder: string, name: RegExp): string | undefined {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const [first] = files.filter((entry) => name.test(entry.name)).sort(byName);
  return first && readFileSync(join(folder, first.name), 'utf8');
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function standardText(license: string, holder: string): string | undefined {
  const terms = { MIT: mit, ISC: isc }[license];
  return terms && `Copyright (c) ${holder}\n\n${terms}`;
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO
EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE
USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const isc = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is
hereby granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE
INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR
ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF
USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF
OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`;
