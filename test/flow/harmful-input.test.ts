import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cliProcess } from '../support/cli-process.ts';
import { messySite, page } from '../support/messy-site.ts';
import { mutateBytes } from '../support/mutate-bytes.ts';
import { type ProjectFolder, projectFolder } from '../support/project-folder.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { wordParagraph, writeDocx } from '../support/write-docx.ts';
import { writePdf } from '../support/write-pdf.ts';
import { writeXlsx } from '../support/write-xlsx.ts';

const mebibyte = 1024 * 1024;

/** Says at its end how much memory the process ever held. */
const peakScript = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS / 1024)));
`;

async function syncAll({ path: cwd, write }: ProjectFolder) {
  write('peak.mjs', peakScript);
  const env = { NODE_OPTIONS: `--import ${join(cwd, 'peak.mjs')}`, PEAK_FILE: join(cwd, 'peak') };
  const { err, exitCode, out } = await cliProcess(['sync', '--json'], { cwd, env });
  return {
    err,
    exitCode,
    report: JSON.parse(out),
    peakMb: Number(readFileSync(join(cwd, 'peak'))),
  };
}

async function found(cwd: string, text: string): Promise<boolean> {
  const { out } = await cliProcess(['search', text, '--json'], { cwd });
  return JSON.parse(out).results.some((result: { text: string }) => result.text.includes(text));
}

const locked = Buffer.concat([
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  Buffer.from('EncryptedPackage', 'utf16le'),
]);
const bomb = writeDocx(wordParagraph('x'), [
  { name: 'word/media/a.bin', content: Buffer.alloc(300 * mebibyte) },
]);

/** File name, what becomes of it, and the code or words of its row. */
const spoiled: readonly (readonly [name: string, bytes: Buffer, row: RegExp])[] = [
  ['locked.docx', locked, /locked\.docx .*(?:locked|password|encrypted)/],
  [
    'locked.pdf',
    writePdf({ pages: [['x']], encrypted: true }),
    /locked\.pdf .*(?:locked|password|encrypted)/,
  ],
  ['scan.pdf', writePdf({ pages: [[]] }), /scan\.pdf .*no text/],
  ['bomb.docx', bomb, /bomb\.docx .*unpacks to 300 MiB/],
  ['charset.md', Buffer.from('# Caf\xe9\n\nna\xefve', 'latin1'), /charset\.md .*UTF-8/],
  ['binary.md', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2]), /binary\.md/],
];
const soundOf = (name: string) =>
  name.endsWith('.pdf')
    ? writePdf({ pages: [[`The sound ${name} was read.`]] })
    : name.endsWith('.docx')
      ? writeDocx(wordParagraph(`The sound ${name} was read.`))
      : Buffer.from(`# Sound\n\nThe sound ${name} was read.\n`);

describe('files that do harm, in place of files that were read before', () => {
  it('are each told, keep what was read, delete nothing, and leave memory bounded', {
    timeout: 120_000,
  }, async () => {
    const folder = projectFolder({
      'twigkit.yaml':
        'sources: [{ name: Mixed, type: file, config: { path: docs, include: "**/*" } }]\n',
      'docs/fine.md': '# Fine\n\nNothing happens to this one.\n',
      'docs/grown.txt': 'This file was small when it was read.\n',
    });
    const { path: cwd, write } = folder;
    const random = seededRandom(7);
    const damaged = Array.from({ length: 40 }, (_, at) => {
      const text = `Pump ${at} opens its valve.`;
      return [
        [`docs/p${at}.pdf`, writePdf({ pages: [[text]] })],
        [`docs/w${at}.docx`, writeDocx(wordParagraph(text))],
        [
          `docs/x${at}.xlsx`,
          writeXlsx({
            Pumps: [
              ['name', 'flow'],
              [text, at],
            ],
          }),
        ],
      ] as const;
    }).flat();
    for (const [name, bytes] of damaged) write(name, bytes);
    for (const [name] of spoiled) write(`docs/${name}`, soundOf(name));
    const sound = await syncAll(folder);
    for (const [name, bytes] of damaged) write(name, mutateBytes(bytes, random));
    for (const [name, bytes] of spoiled) write(`docs/${name}`, bytes);
    truncateSync(join(cwd, 'docs/grown.txt'), 100 * mebibyte);

    const harmed = await syncAll(folder);

    expect(sound).toMatchObject({ exitCode: 0, report: { added: 128, failed: 0 } });
    expect(harmed.exitCode).toBe(1);
    expect(harmed.report).toMatchObject({ deleted: 0, held: 0, documents: 128 });
    expect(harmed.report.failed).toBeGreaterThan(60);
    for (const [, , row] of spoiled) expect(harmed.err).toMatch(row);
    expect(harmed.err).toMatch(/failed +grown\.txt: it has 100 MiB/);
    expect(harmed.err).not.toMatch(/unexpected|fault of twigkit/);
    const rows = harmed.err.split('\n').filter((line) => line.startsWith('failed '));
    expect(rows).toHaveLength(harmed.report.failed);
    for (const [name] of spoiled) expect(await found(cwd, `The sound ${name} was read`)).toBe(true);
    expect(await found(cwd, 'This file was small when it was read')).toBe(true);
    // A thread may hold 768 MB of heap; none of these may need it.
    expect(harmed.peakMb).toBeLessThan(700);
  });
});

describe('a site that does harm', () => {
  it('is told of page by page, loses nothing, and leaves memory bounded', {
    timeout: 120_000,
  }, async () => {
    const names = ['/huge', '/unpacks', '/circle', '/broken', '/gone', '/charset', '/fine'];
    await using site = await messySite({ '/': page('Home', { links: names }) });
    for (const name of names) site.set(name, page(`Sound ${name}`));
    const folder = projectFolder({
      'twigkit.yaml': `sources: [{ name: Site, type: website, config: { url: "${site.url}/" } }]\n`,
    });
    const sound = await syncAll(folder);
    const zeros = gzipSync(Buffer.alloc(400 * mebibyte));
    site.set('/huge', { body: `<h1>Huge</h1>${'<p>word word</p>'.repeat(3_300_000)}` });
    site.set('/unpacks', { headers: { 'content-encoding': 'gzip' }, body: new Uint8Array(zeros) });
    site.set('/circle', { status: 302, headers: { location: '/circle' } });
    site.set('/broken', { status: 500 });
    site.remove('/gone');
    const cyrillic = new Uint8Array(Buffer.from('<h1>\xcf\xf0\xe8\xe2\xe5\xf2</h1>', 'latin1'));
    site.set('/charset', {
      headers: { 'content-type': 'text/html; charset=windows-1251' },
      body: cyrillic,
    });
    site.set('/robots.txt', { body: `Sitemap: ${site.url}/map.xml` });
    site.set('/map.xml', page('No sitemap at all'));

    const harmed = await syncAll(folder);

    expect(sound).toMatchObject({ exitCode: 0, report: { added: 8, failed: 0 } });
    expect(harmed.exitCode).toBe(1);
    expect(harmed.report).toMatchObject({ deleted: 1, updated: 1, failed: 5, held: 0 });
    for (const name of ['huge', 'unpacks', 'circle', 'broken']) {
      expect(harmed.err).toMatch(new RegExp(`failed .*/${name}`));
    }
    expect(harmed.err).toMatch(/failed +part of the source.*map\.xml/);
    expect(await found(folder.path, 'Sound /huge')).toBe(true);
    expect(await found(folder.path, 'Привет')).toBe(true);
    expect(harmed.peakMb).toBeLessThan(500);
  });
});
