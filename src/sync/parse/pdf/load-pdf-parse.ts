import { fileURLToPath } from 'node:url';
import type { PDFDocumentProxy } from 'pdfjs-dist';

/** The slice of `pdf-parse` that is used here. */
export interface PdfDocument {
  getInfo(): Promise<{ readonly info?: unknown; readonly outline?: unknown }>;
  destroy(): Promise<void>;
}

/** Takes the memory of its argument away. */
export type OpenPdf = (bytes: Uint8Array) => PdfDocument;

/**
 * The engine's view of a document, which the library holds from its first answer on: places, sizes and
 * fonts of the text are known there only. The library's version is fixed, and a test would tell.
 */
export function engineOf(document: PdfDocument): PDFDocumentProxy {
  const held: unknown = Reflect.get(document, 'doc');
  if (!isEngine(held)) throw new TypeError('pdf-parse no longer holds its document in `doc`.');
  return held;
}

function isEngine(value: unknown): value is PDFDocumentProxy {
  return typeof value === 'object' && value !== null && 'getPage' in value && 'numPages' in value;
}

let loading: Promise<OpenPdf> | undefined;

/**
 * Loads the library on first use. Its engine wants browser classes that reading text never touches,
 * and would look for its worker beside the bundle; both are given to it before it starts.
 */
export function loadPdfParse(): Promise<OpenPdf> {
  loading ??= load();
  return loading;
}

async function load(): Promise<OpenPdf> {
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) {
    if (!(name in globalThis)) Object.assign(globalThis, { [name]: class {} });
  }
  const pdfjsWorker = await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
  if (!('pdfjsWorker' in globalThis)) Object.assign(globalThis, { pdfjsWorker });
  const { PDFParse } = await withoutCanvasWarnings(() => import('pdf-parse'));
  const characterMaps = characterMapFolder();
  return (bytes) =>
    new PDFParse({
      data: bytes,
      verbosity: 0,
      isEvalSupported: false,
      disableFontFace: true,
      useSystemFonts: false,
      stopAtErrors: false,
      ...(characterMaps !== undefined && { cMapUrl: characterMaps, cMapPacked: true }),
    });
}

/** Tables for Chinese, Japanese and Korean fonts; a bundle has no packages beside it. */
function characterMapFolder(): string | undefined {
  try {
    return fileURLToPath(new URL('./cmaps/', import.meta.resolve('pdfjs-dist/package.json')));
  } catch {
    return undefined;
  }
}

/** Drawing needs a native package that reading does not; its absence is no news to anyone. */
async function withoutCanvasWarnings<Value>(work: () => Promise<Value>): Promise<Value> {
  const { warn, log } = console;
  const filtered =
    (print: typeof warn) =>
    (...parts: readonly unknown[]) => {
      if (!/canvas|polyfill/.test(String(parts[0]))) print(...parts);
    };
  Object.assign(console, { warn: filtered(warn), log: filtered(log) });
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, log });
  }
}
